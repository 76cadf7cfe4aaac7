package io.steelyard.web;

import java.util.List;
import java.util.Map;

/** Endpoints whose writes fail, in {@code /api/v1/status}. */
final class UnwrittenJson {

    private UnwrittenJson() {}

    /**
     * Of which other weights are wanted, and the newest tries to write them did not succeed.
     *
     * @param tries in a row
     * @param since when the first of them ended
     * @param text for people, with what went wrong
     * @param outcome of the newest
     */
    record Failing(
            String endpoint, String policy, int tries, String since, String text, DecisionsJson.Result outcome) {}

    static List<Failing> of(View view) {
        return view.unwritten().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> failing(each.getKey(), each.getValue()))
                .toList();
    }

    private static Failing failing(String pattern, Unwritten tries) {
        return new Failing(
                pattern,
                tries.newest().decision().policy(),
                tries.tries(),
                Json.text(tries.since()),
                tries.text(),
                DecisionsJson.result(tries.newest()));
    }
}
