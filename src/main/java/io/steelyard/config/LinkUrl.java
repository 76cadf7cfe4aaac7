package io.steelyard.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** An address that people are sent to. It is shown to everybody, so it holds no user and no password. */
public record LinkUrl(URI uri) {

    public static LinkUrl parse(String text) {
        try {
            return new LinkUrl(new URI(text.replaceFirst("/+$", "")));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no URL; write for example https://grafana.example.com", e);
        }
    }

    public LinkUrl {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || uri.getHost() == null) {
            throw new IllegalArgumentException("is no URL; write for example https://grafana.example.com");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not hold a user, a query or a fragment; leave them out");
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
