package io.steelyard.e2e;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Gives every reader the same body of so many bytes and does nothing else: what HTTP itself costs. */
final class BareServer {

    private BareServer() {}

    /** A program of its own, with the class path of this one. */
    static Process start(List<String> virtualMachine, int bytes) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of(Program.JAVA.toString(), "-cp", System.getProperty("java.class.path")));
        command.addAll(virtualMachine);
        command.addAll(List.of(BareServer.class.getName(), Integer.toString(bytes)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        byte[] body = new byte[Integer.parseInt(arguments[0])];
        new Random(1).nextBytes(body);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.header("content-length", Integer.toString(body.length))
                        .header("content-type", "application/octet-stream")
                        .send(Mono.just(Unpooled.wrappedBuffer(body)))
                        .then())
                .bindNow();
        System.out.println("port=" + server.port());
        server.onDispose().block();
    }
}
