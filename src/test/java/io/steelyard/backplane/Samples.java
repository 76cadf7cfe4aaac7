package io.steelyard.backplane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Answers to a query, as bytes and read. */
public final class Samples {

    private Samples() {}

    public static byte[] bytes(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(Samples.class.getResourceAsStream("/backplane/" + name), name)) {
            return file.readAllBytes();
        }
    }

    public static QueryResponse read(String name) throws IOException {
        return read(bytes(name));
    }

    public static QueryResponse read(byte[] json) throws IOException {
        return Json.query(Body.of(json));
    }

    static QueryResponse parse(String json) throws IOException {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer of a size that hurts: one endpoint in ten routes, so many backends in forty places. */
    public static byte[] large(int backends) {
        StringBuilder json = new StringBuilder(520 * backends);
        json.append("{\"Token\":\"SAMPLE-not-a-real-token\",\"Endpoints\":[");
        int routes = 20;
        for (int e = 0; e < 5; e++) {
            json.append(e == 0 ? "" : ",")
                    .append("{\"Pattern\":\"www")
                    .append(e)
                    .append(".example.com\",\"Owner\":\"acct-1\",\"CreatedAt\":\"2017-05-06T18:00:00Z\",\"Routes\":[");
            for (int r = 0; r < routes / 5; r++) {
                json.append(r == 0 ? "" : ",")
                        .append("{\"ID\":\"route000")
                        .append(r)
                        .append("\",\"RawSelector\":\"service=web")
                        .append(e)
                        .append(",version=v")
                        .append(r)
                        .append("\",\"Weight\":25,\"Strategy\":\"\",\"Backends\":[");
                boolean first = true;
                for (int b = e * 4 + r; b < backends; b += routes) {
                    json.append(first ? "\"" : ",\"").append(id(b)).append('"');
                    first = false;
                }
                json.append("]}");
            }
            json.append("]}");
        }
        json.append("],\"Backends\":[");
        for (int b = 0; b < backends; b++) {
            json.append(b == 0 ? "" : ",");
            backend(json, b);
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String id(int backend) {
        return String.format("%016x", 0xa000000000000000L + backend * 0x9E3779B9L);
    }

    private static void backend(StringBuilder json, int b) {
        String[] cities = {"Frankfurt am Main", "Ashburn", "Sydney", "São Paulo", "Tokyo"};
        int place = (int) (((b * 2654435761L) >>> 7) % 40);
        json.append("{\"ID\":\"")
                .append(id(b))
                .append("\",\"Owner\":\"acct-1\",\"RawLabels\":\"service=web")
                .append(b % 20 / 4)
                .append(",version=v")
                .append(b % 4)
                .append(",podName=web-41-")
                .append(Integer.toString(b * 7919, 36))
                .append(",pool=general,team=checkout\",\"Load\":")
                .append(b * 31 % 97)
                .append(",\"RemoteAddr\":\"198.51.")
                .append(b / 250 % 250)
                .append('.')
                .append(b % 250)
                .append(':')
                .append(30_000 + b % 30_000)
                .append("\",\"ConnectedAt\":\"2017-06-")
                .append(String.format("%02dT%02d:%02d:%02d.%09dZ", 1 + b % 28, b % 24, b % 60, b * 7 % 60, b * 99_991))
                .append("\",\"Location\":{\"Latitude\":")
                .append(10 + place)
                .append('.')
                .append(1000 + place * 37)
                .append(",\"Longitude\":-")
                .append(100 - place)
                .append('.')
                .append(1000 + place * 53)
                .append(",\"CityName\":\"")
                .append(cities[place % 5])
                .append(' ')
                .append(place)
                .append("\",\"CountryCode\":\"C")
                .append(place % 10)
                .append("\",\"CountryName\":\"Country number ")
                .append(place % 10)
                .append("\",\"ContinentCode\":\"EU\",\"ContinentName\":\"Europe\",\"RegionCode\":\"R")
                .append(place)
                .append("\",\"RegionName\":\"Region ")
                .append(place)
                .append("\"},\"RequestsPerSecond\":")
                .append(b * 17 % 211)
                .append(",\"State\":\"live\"}");
    }
}
