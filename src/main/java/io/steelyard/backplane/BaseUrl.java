package io.steelyard.backplane;

import io.netty.util.NetUtil;
import java.net.URI;
import java.util.Locale;

/** Where the API is: checked so that the token goes nowhere in the clear and nowhere by default. */
final class BaseUrl {

    private final String text;

    private BaseUrl(String text) {
        this.text = text;
    }

    static BaseUrl of(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("url: it must begin with https:// (or http:// to this machine)");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException("url: it names no host; write https://HOST or https://HOST:PORT");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "url: it may hold no user, '?' or '#'; the token is given on its own, parameters with each call");
        }
        if (scheme.equals("http") && !loopback(url.getHost())) {
            throw new IllegalArgumentException("url: http to " + url.getHost()
                    + " would send the token in the clear; use https://, http is for loopback only");
        }
        String text = url.toString();
        return new BaseUrl(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /** Of the name alone: a lookup could answer one thing now and another later. */
    private static boolean loopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(name.substring(1, name.length() - 1));
            return address != null && isOne(address);
        }
        return name.equals("localhost") || (NetUtil.isValidIpV4Address(name) && name.startsWith("127."));
    }

    private static boolean isOne(byte[] address) {
        for (int at = 0; at < address.length - 1; at++) {
            if (address[at] != 0) {
                return false;
            }
        }
        return address.length == 16 && address[15] == 1;
    }

    URI resolve(String rawPathAndQuery) {
        return URI.create(text + rawPathAndQuery);
    }

    @Override
    public String toString() {
        return text;
    }
}
