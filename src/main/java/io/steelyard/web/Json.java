package io.steelyard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The JSON of the API. Names are stable; what is unknown is null, and every member is always there. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Json() {}

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view that cannot be written as JSON", e);
        }
    }

    static JsonNode tree(@Nullable Object value) {
        return MAPPER.valueToTree(value);
    }

    static String text(Moment moment) {
        return moment.wall().toString();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** JSON has no word for the others. */
    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }

    static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? finite(value.getAsDouble()) : null;
    }

    static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
