package io.steelyard.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The URL under which an API lives: https, or http to this machine. It holds no user, password, query or fragment, so
 * it may be shown.
 */
public record BaseUrl(URI uri) {

    public static BaseUrl parse(String text) {
        try {
            return new BaseUrl(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL; write for example https://balancer.example.com", e);
        }
    }

    public BaseUrl {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
            throw new IllegalArgumentException("is no URL; write for example https://balancer.example.com");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "must not hold a user, a query or a fragment; leave them out (a token belongs into token_file)");
        }
        if (scheme.equals("http") && !HostPort.isLoopback(uri.getHost().replaceAll("[\\[\\]]", ""))) {
            throw new IllegalArgumentException(
                    "would send the token unencrypted; write https:// (plain http only to localhost, 127.0.0.0/8 or [::1])");
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
