package io.steelyard.backplane;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** Undoes the Content-Encoding of an answer. */
final class Encoding {

    private Encoding() {}

    static Body decoded(Body body, HttpHeaders headers) throws Malformed {
        List<String> encodings = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
        String encoding = String.join(",", encodings).strip().toLowerCase(Locale.ROOT);
        if (encoding.isEmpty() || encoding.equals("identity")) {
            return body;
        }
        if (encoding.equals("gzip") || encoding.equals("x-gzip")) {
            return body.inflated();
        }
        throw new Malformed("the answer has a Content-Encoding that was not asked for; only gzip is");
    }
}
