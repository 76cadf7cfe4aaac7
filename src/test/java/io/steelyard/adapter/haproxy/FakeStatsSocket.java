package io.steelyard.adapter.haproxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stats socket that answers each line as a test says, then closes the connection. An answer of null: never. */
final class FakeStatsSocket implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Socket> silent = new CopyOnWriteArrayList<>();
    private volatile Function<String, @Nullable String> answers;

    FakeStatsSocket(Function<String, @Nullable String> answers) {
        this.answers = answers;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "fake-stats-socket");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    void answer(Function<String, @Nullable String> newAnswers) {
        answers = newAnswers;
    }

    List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : silent) {
            socket.close();
        }
    }

    private void serve() {
        while (true) {
            try {
                answer(listener.accept());
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        @Nullable
        String command =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (command == null) {
            socket.close();
            return;
        }
        commands.add(command);
        @Nullable String answer = answers.apply(command);
        if (answer == null) {
            silent.add(socket);
            return;
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        socket.close();
    }
}
