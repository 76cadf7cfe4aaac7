package io.steelyard.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends requests over a few connections that are kept, at a steady rate, and counts those that fail. */
final class Hammer implements AutoCloseable {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_MESSAGES = 20;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Hammer(int port, int connections, int perSecond) {
        long gap = 1_000_000_000L * connections / perSecond;
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(() -> hammer(port, gap), "hammer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    long sent() {
        return sent.get();
    }

    long failed() {
        return failed.get();
    }

    /** The first failures in words. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void hammer(int port, long gap) {
        while (!ended) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(30_000);
                converse(socket, gap);
            } catch (IOException e) {
                if (!ended) {
                    fail(e.toString());
                }
            }
        }
    }

    private void converse(Socket socket, long gap) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] answer = new byte[1024];
        long due = System.nanoTime();
        while (!ended) {
            sent.incrementAndGet();
            socket.getOutputStream().write(REQUEST);
            String text = answer(in, answer);
            if (!text.startsWith("HTTP/1.1 200")) {
                fail(text.lines().findFirst().orElse("nothing"));
                return;
            }
            due = Math.max(due + gap, System.nanoTime() - 50 * gap); // what was missed is made up for, in bounds
            for (long left = due - System.nanoTime(); left > 0 && !ended; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** Answers have a body of one byte after the empty line. */
    private static String answer(InputStream in, byte[] buffer) throws IOException {
        int n = 0;
        while (true) {
            int more = in.read(buffer, n, buffer.length - n);
            if (more <= 0) {
                throw new IOException("the connection was closed within an answer");
            }
            n += more;
            String text = new String(buffer, 0, n, StandardCharsets.US_ASCII);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0 && n > end + 4) {
                return text;
            }
        }
    }

    private void fail(String message) {
        failed.incrementAndGet();
        if (messages.size() < MOST_MESSAGES) {
            messages.add(message);
        }
    }
}
