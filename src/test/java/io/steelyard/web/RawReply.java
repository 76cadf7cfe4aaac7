package io.steelyard.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** An answer, asked for by hand, because a client would not send a false Host. */
record RawReply(int status, String head, String body) {

    private static final int LIMIT = 20_000;

    static RawReply to(int port, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        try (Socket socket = ask(port, method, path, headers, body)) {
            return read(socket.getInputStream());
        }
    }

    /** Asks and leaves it to the caller to listen, or to hang up. */
    static Socket ask(int port, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        if (!headers.containsKey("Host")) {
            head.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        head.append("Content-Length: ").append(length).append("\r\n\r\n").append(body);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LIMIT);
        // At once: a body that comes after the request was refused and its connection closed would reset it.
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    /** A stream of events never ends; of it only the head. */
    private static RawReply read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String head = "";
        while (head.isEmpty()) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer but: " + all.toString(StandardCharsets.UTF_8));
            }
            all.write(next);
            String text = next == '\n' ? all.toString(StandardCharsets.UTF_8) : "";
            head = text.endsWith("\r\n\r\n") ? text.substring(0, text.length() - 4) : "";
        }
        boolean endless = head.contains("text/event-stream");
        String body = endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return new RawReply(Integer.parseInt(head.substring(9, 12)), head, body);
    }

    String header(String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
