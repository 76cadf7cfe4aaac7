package io.steelyard.config;

import io.steelyard.model.Setting;
import io.steelyard.model.Suggestion;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Single values from text. A message of an exception from here continues "VALUE ...", and does not repeat the value. */
final class Scalars {

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.of(
            String.class, text -> text,
            int.class, text -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue(),
            long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE),
            double.class, Scalars::number,
            boolean.class, Scalars::truth,
            Duration.class, Durations::parse,
            Path.class, Scalars::path,
            Pattern.class, Scalars::regex);

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

    private static final String FACTORY = "parse";

    private Scalars() {}

    /** @throws IllegalArgumentException when the text gives no value of the type */
    static Object parse(Class<?> type, String text) {
        Function<String, Object> parser =
                PARSERS.get(MethodType.methodType(type).unwrap().returnType());
        if (parser != null) {
            return parser.apply(text);
        }
        return type.isEnum() && !hasFactory(type) ? word(type, text) : byFactory(type, text);
    }

    /** Of an enum: its words are not its constants in lower case. */
    private static boolean hasFactory(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(FACTORY));
    }

    /** The text from which {@link #parse} makes an equal value. */
    static String format(Object value) {
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        return value instanceof Enum<?> word ? spelling(word) : value.toString();
    }

    /** @throws IllegalArgumentException when the value is outside of what the setting allows */
    static void checkRange(Object value, Class<?> type, Setting setting) {
        if (!setting.min().isEmpty() && compare(value, parse(type, setting.min())) < 0) {
            throw new IllegalArgumentException("is below " + setting.min() + ", the least allowed; raise it");
        }
        if (!setting.max().isEmpty() && compare(value, parse(type, setting.max())) > 0) {
            throw new IllegalArgumentException("is above " + setting.max() + ", the most allowed; lower it");
        }
    }

    @SuppressWarnings("unchecked") // Both were parsed to the same type.
    private static int compare(Object value, Object limit) {
        return ((Comparable<Object>) value).compareTo(limit);
    }

    static Path path(String text) {
        try {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty; write the path of a file");
            }
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is no path of a file", e);
        }
    }

    private static Long whole(String text, long least, long most) {
        if (!text.matches("[+-]?\\d+")) {
            throw new IllegalArgumentException("is no whole number; write digits only");
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is too large; write fewer digits", e);
        }
        throw new IllegalArgumentException("is too large; write fewer digits");
    }

    private static Object number(String text) {
        double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("is no number; write for example 0.05");
        }
        return value;
    }

    private static Object truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false; write one of these");
        };
    }

    private static Object regex(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1)
                            + "; write for example ^([a-z]+)-",
                    e);
        }
    }

    private static Object word(Class<?> type, String text) {
        List<Object> all = Arrays.asList((Object[]) type.getEnumConstants());
        List<String> words = words(type);
        int at = words.indexOf(text);
        if (at < 0) {
            throw new IllegalArgumentException("is none of " + String.join(", ", words)
                    + Suggestion.nearest(text, words)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; write one of these"));
        }
        return all.get(at);
    }

    /** How the constants of an enum are written. */
    static List<String> words(Class<?> type) {
        return Arrays.stream((Object[]) type.getEnumConstants())
                .map(one -> spelling((Enum<?>) one))
                .toList();
    }

    private static String spelling(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object byFactory(Class<?> type, String text) {
        try {
            Method parse = type.getMethod(FACTORY, String.class);
            parse.setAccessible(true); // the type need not be public, as settings records need not
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(type + ".parse failed", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be a setting: it has no public static parse(String)", e);
        }
    }
}
