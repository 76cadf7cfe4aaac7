package io.steelyard.cli;

import io.steelyard.agent.Survey;
import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import io.steelyard.config.PolicySettings;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds a configuration against the balancer that it names. Reads only. */
final class Online {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NAMED = 5;

    private final Loaded.Valid loaded;
    private final Config config;
    private final List<String> good = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();

    private Online(Loaded.Valid loaded) {
        this.loaded = loaded;
        this.config = loaded.config();
    }

    /**
     * What was found.
     *
     * @param good what is as it should be
     * @param bad what is not, as lines like those of {@code check}
     */
    record Findings(List<String> good, List<String> bad) {}

    /** Blocks. */
    static Findings check(Loaded.Valid loaded) {
        Online online = new Online(loaded);
        online.look();
        return new Findings(List.copyOf(online.good), List.copyOf(online.bad));
    }

    private void look() {
        audit();
        try {
            Optional<Survey> survey = Survey.of(config.balancer()).blockOptional(PATIENCE);
            survey.ifPresent(this::judge);
        } catch (RuntimeException fault) {
            bad("balancer.type", "cannot be read: " + Printable.line(String.valueOf(fault.getMessage()), 400));
        }
    }

    private void audit() {
        audit("audit.file", config.audit().file(), "then nothing is written to the balancer either");
        audit("audit.orders_file", config.audit().orders(), "then a restart ends a pause");
    }

    private void audit(String key, Optional<Path> file, String consequence) {
        Optional<Path> folder = file.map(path -> path.toAbsolutePath().getParent());
        if (file.filter(Files::exists).filter(path -> !Files.isWritable(path)).isPresent()
                || folder.filter(path -> !Files.isWritable(path)).isPresent()) {
            bad(key, file.get() + " cannot be written by this user; " + consequence);
        }
    }

    private void judge(Survey survey) {
        List<String> endpoints = survey.snapshot().endpoints().stream()
                .map(endpoint -> Printable.of(endpoint.pattern()))
                .toList();
        int routes = survey.snapshot().endpoints().stream()
                .mapToInt(endpoint -> endpoint.routes().size())
                .sum();
        good.add("%s: %s, %s, %s, read in %dms"
                .formatted(
                        survey.balancer(),
                        Printable.count(endpoints.size(), "endpoint"),
                        Printable.count(routes, "route"),
                        Printable.count(survey.snapshot().backends().size(), "backend"),
                        survey.took().toMillis()));
        survey.snapshot()
                .endpoints()
                .forEach(endpoint -> FirstConfig.ones(endpoint)
                        .ifPresent(note -> good.add(Printable.of(endpoint.pattern()) + ": " + note)));
        if (endpoints.isEmpty()) {
            bad("balancer.type", "is read well, but there is no endpoint with routes");
        }
        for (int i = 0; i < config.policies().size(); i++) {
            policy(i, config.policies().get(i), survey.snapshot().endpoints());
        }
        List<String> alone = endpoints.stream()
                .filter(endpoint -> config.policyFor(endpoint).isEmpty())
                .toList();
        if (!alone.isEmpty()) {
            good.add("without a policy, exported only: " + some(alone));
        }
    }

    private void policy(int index, PolicySettings policy, List<Endpoint> endpoints) {
        List<String> owned = endpoints.stream()
                .map(Endpoint::pattern)
                .filter(endpoint ->
                        config.policyFor(endpoint).filter(policy::equals).isPresent())
                .map(Printable::of)
                .toList();
        if (owned.isEmpty()) {
            bad(
                    "policies[" + index + "].endpoints",
                    "match none that an earlier policy does not have; there are "
                            + some(endpoints.stream()
                                    .map(Endpoint::pattern)
                                    .map(Printable::of)
                                    .toList()));
        } else {
            good.add("policy " + policy.name() + ": " + some(owned));
        }
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }

    private void bad(String key, String message) {
        bad.add(loaded.origins().of(key) + ": " + key + ": " + message);
    }
}
