package io.steelyard.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer as text, given up once it is longer than a daemon's can be. */
final class BoundedText implements BodySubscriber<String> {

    /** Bytes. */
    static final int MOST = 64 << 20;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<String> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription body;

    @Override
    public CompletionStage<String> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        body = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        Flow.Subscription more = body;
        for (ByteBuffer part : parts) {
            if (read.size() + (long) part.remaining() > MOST) {
                whole.completeExceptionally(new IOException(
                        "the answer is longer than " + (MOST >> 20) + "MB; is that a Steelyard daemon?"));
                if (more != null) {
                    more.cancel();
                }
                return;
            }
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            read.writeBytes(bytes);
        }
        if (more != null) {
            more.request(1);
        }
    }

    @Override
    public void onError(Throwable broken) {
        whole.completeExceptionally(broken);
    }

    @Override
    public void onComplete() {
        whole.complete(read.toString(StandardCharsets.UTF_8));
    }
}
