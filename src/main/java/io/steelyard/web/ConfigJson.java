package io.steelyard.web;

import io.steelyard.config.EffectiveYaml;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/config}: every value that counts and where it comes from, secrets as {@code <secret>}. */
final class ConfigJson {

    private ConfigJson() {}

    /**
     * All of it.
     *
     * @param file null if there is none to be read again
     * @param reloadAllowed whether {@code POST /-/reload} does so
     * @param grafanaUrl where the dashboards are
     */
    record Shown(
            @Nullable String file,
            boolean reloadAllowed,
            @Nullable LastReload lastReload,
            @Nullable String grafanaUrl,
            List<Row> values) {}

    /** @param value as a file would have it; null: nothing is set */
    record Row(String key, @Nullable String value, String origin) {}

    record LastReload(String at, String why, boolean ok, List<String> lines) {}

    static Shown of(Configuration configuration, boolean reloadAllowed) {
        return new Shown(
                Json.orNull(configuration.file()),
                reloadAllowed,
                Json.orNull(configuration
                        .last()
                        .map(last -> new LastReload(last.at().toString(), last.why(), last.good(), last.lines()))),
                Json.orNull(configuration.loaded().config().http().grafanaUrl().map(String::valueOf)),
                EffectiveYaml.rows(
                                configuration.loaded().config(),
                                configuration.loaded().origins())
                        .stream()
                        .map(row -> new Row(
                                row.key(), row.value() == null ? null : String.valueOf(row.value()), row.origin()))
                        .toList());
    }
}
