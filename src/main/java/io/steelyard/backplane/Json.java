package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON as this library reads it: UTF-8 whatever the headers say, shallow, with texts of bounded length. */
final class Json {

    private static final int MAX_DEPTH = 100;
    private static final int MAX_TEXT = 1 << 20;

    private static final JsonFactoryBuilder SETTINGS = new JsonFactoryBuilder()
            .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(StreamReadFeature.USE_FAST_DOUBLE_PARSER, true)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .build());
    // Without charset detection it is always UTF-8: a body that begins like UTF-16 is a fault.
    private static final JsonFactory FACTORY = SETTINGS.build();
    private static final JsonFactory DIRECT = new DirectParser.Factory(SETTINGS);

    static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES, true)
            .build();

    /** Reads something from a parser that stands before the first token. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    private Json() {}

    static QueryResponse query(Body body) throws Malformed {
        return read(DIRECT, body, json -> new QueryReader(json, body.limits()).read());
    }

    static Route route(Body body) throws Malformed {
        return read(DIRECT, body, json -> new QueryReader(json, body.limits()).readRoute());
    }

    static String token(Body body) throws Malformed {
        String token = query(body).token();
        if (token.isEmpty()) {
            throw new Malformed("the answer has no Token");
        }
        return token;
    }

    /** What a caller asked for; text is taken as it is. */
    static <T> T any(Body body, Class<T> type) throws Malformed {
        if (type == String.class) {
            return type.cast(body.text());
        }
        return type == QueryResponse.class ? type.cast(query(body)) : read(FACTORY, body, json -> bound(json, type));
    }

    private static <T> T bound(JsonParser json, Class<T> type) throws IOException {
        T value = MAPPER.readValue(json, type);
        if (value == null) {
            throw new Malformed("the answer is null");
        }
        return value;
    }

    /** All of the body must be one value. */
    private static <T> T read(JsonFactory factory, Body body, Reader<T> reader) throws Malformed {
        try (JsonParser json = factory.createParser(body.bytes(), 0, body.length())) {
            T value = reader.read(json);
            if (json.nextToken() != null) {
                throw new Malformed("something follows the end of the JSON value");
            }
            return value;
        } catch (IOException e) {
            throw malformed(body, e);
        }
    }

    /** In words of our own: the parser's quote the answer, which may hold secrets. */
    private static Malformed malformed(Body body, IOException fault) {
        if (fault instanceof Malformed known) {
            return known;
        }
        if (body.length() == 0) {
            return new Malformed("the answer is empty where JSON was expected");
        }
        if (body.bytes()[0] == '<') {
            return new Malformed("the answer is not JSON but begins with '<' like a web page; is the URL right?");
        }
        if (fault instanceof StreamConstraintsException) {
            return new Malformed("the JSON is nested deeper than " + MAX_DEPTH + " or holds a text above " + MAX_TEXT
                    + " characters or a number above 1000 digits" + place(fault));
        }
        if (fault instanceof JsonEOFException || offset(fault) >= body.length()) {
            return new Malformed("the JSON is cut off after " + body.length() + " bytes");
        }
        return new Malformed(
                (fault instanceof DatabindException ? "the JSON is of another kind than expected" : "not JSON")
                        + place(fault));
    }

    private static long offset(IOException fault) {
        return fault instanceof JsonProcessingException at && at.getLocation() != null
                ? at.getLocation().getByteOffset()
                : -1;
    }

    private static String place(IOException fault) {
        return offset(fault) < 0 ? "" : " at byte " + offset(fault);
    }
}
