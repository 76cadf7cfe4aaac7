package io.steelyard.adapter.haproxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.steelyard.model.Observation.Cause;
import io.steelyard.source.ReadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import reactor.core.publisher.Signal;

/** Sends one command and collects what HAProxy says until it closes the connection. */
final class Exchange extends SimpleChannelInboundHandler<ByteBuf> {

    private final String socket;
    private final String command;
    private final String shown;
    private final int mostBytes;
    private final Consumer<Signal<Answer>> done;
    private final Bytes bytes;

    /**
     * @param shown the command in messages
     * @param expectedBytes so many the answer will have, more or less
     */
    Exchange(
            String socket,
            String command,
            String shown,
            int expectedBytes,
            int mostBytes,
            Consumer<Signal<Answer>> done) {
        this.bytes = new Bytes(expectedBytes);
        this.socket = socket;
        this.command = command;
        this.shown = shown;
        this.mostBytes = mostBytes;
        this.done = done;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ByteBuf line = Unpooled.copiedBuffer(command + "\n", StandardCharsets.UTF_8);
        // With the void promise a failure to write arrives in exceptionCaught.
        ChannelFuture unused = context.writeAndFlush(line, context.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf part) throws IOException {
        if (bytes.size() + part.readableBytes() > mostBytes) {
            fail("the answer to `" + shown + "` is longer than " + mostBytes + " bytes");
            return;
        }
        part.readBytes(bytes, part.readableBytes());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (bytes.size() == 0) {
            fail("the connection ended without an answer to `" + shown + "`");
            return;
        }
        done.accept(Signal.next(bytes.answer()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail("the connection broke during `" + shown + "`: " + cause.getMessage());
    }

    // Whoever waits closes the connection once this is said.
    private void fail(String message) {
        done.accept(Signal.error(new ReadException(Cause.DECODE, socket + ": " + message)));
    }

    /** Gives its bytes away without another copy. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes(int expected) {
            super(expected);
        }

        synchronized Answer answer() {
            return new Answer(buf, count);
        }
    }
}
