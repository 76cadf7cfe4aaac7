package io.steelyard.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ParameterException;

/** Weights as they are typed: {@code ROUTE=WEIGHT}. */
final class RouteWeights {

    private RouteWeights() {}

    /** Route to weight, in the order in which they were given. */
    static Map<String, Integer> of(List<String> words, Function<String, ParameterException> usage) {
        Map<String, Integer> given = new LinkedHashMap<>();
        for (String text : words) {
            int at = text.lastIndexOf('=');
            String digits = text.substring(at + 1);
            if (at < 1 || !digits.matches("[0-9]{1,9}")) {
                throw usage.apply("weight '" + text + "': write ROUTE=WEIGHT with a weight from 0 to 999999999");
            }
            if (given.put(text.substring(0, at), Integer.parseInt(digits)) != null) {
                throw usage.apply("weight '" + text + "': the route is given twice");
            }
        }
        return given;
    }
}
