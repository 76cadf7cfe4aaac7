package io.steelyard.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.steelyard.actuator.Actuator;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import reactor.core.publisher.Mono;

/** The kit finds what is wrong with an adapter: each of these has one defect that balancers' programs have had. */
class KitTest {

    private static UnaryOperator<Actuator> defect = actuator -> actuator;

    /** The simulator with the defect; no test class for the build, which does not look into classes. */
    static class Broken extends AdapterContract {

        @Override
        protected Bench bench() {
            return new SimulatorBench() {
                @Override
                public Balancer open(Duration deadline) {
                    Balancer good = super.open(deadline);
                    return new Balancer(
                            good.name(), good.source(), defect.apply(good.actuator()), Optional.empty(), good.close());
                }
            };
        }
    }

    /** An actuator that passes all on. */
    private static class Passing implements Actuator {
        final Actuator good;

        Passing(Actuator good) {
            this.good = good;
        }

        @Override
        public Capabilities capabilities() {
            return good.capabilities();
        }

        @Override
        public Mono<Map<String, Integer>> weights(String pattern) {
            return good.weights(pattern);
        }

        @Override
        public Mono<Void> shape(String pattern, Weights weights) {
            return good.shape(pattern, weights);
        }
    }

    /** An actuator that changes what is written. */
    private static Actuator writing(Actuator good, UnaryOperator<Map<String, Integer>> change) {
        return new Passing(good) {
            @Override
            public Mono<Void> shape(String pattern, Weights weights) {
                return good.shape(pattern, Weights.of(change.apply(new TreeMap<>(weights.byRoute()))));
            }
        };
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                defect(
                        "clamps what is too large",
                        good -> writing(good, weights -> {
                            weights.replaceAll((route, weight) -> Math.min(1000, weight));
                            return weights;
                        })),
                defect(
                        "takes 0 for unset",
                        good -> writing(good, weights -> {
                            weights.values().removeIf(weight -> weight == 0);
                            return weights;
                        })),
                defect(
                        "leaves the last route out",
                        good -> writing(good, weights -> {
                            if (weights.size() > 2) {
                                weights.remove(new TreeMap<>(weights).lastKey());
                            }
                            return weights;
                        })),
                defect(
                        "is off by one",
                        good -> writing(good, weights -> {
                            weights.replaceAll((route, weight) -> weight == 7 ? 8 : weight);
                            weights.replaceAll((route, weight) -> weight == 700 ? 699 : weight);
                            return weights;
                        })),
                defect("writes when it is asked to prepare", good -> new Passing(good) {
                    @Override
                    public Mono<Void> shape(String pattern, Weights weights) {
                        Mono<Void> write = good.shape(pattern, weights).cache();
                        write.onErrorComplete().subscribe();
                        return write;
                    }
                }),
                defect("remembers instead of reading", good -> new Passing(good) {
                    private final Map<String, Mono<Map<String, Integer>>> cache = new HashMap<>();

                    @Override
                    public Mono<Map<String, Integer>> weights(String pattern) {
                        return cache.computeIfAbsent(
                                pattern, key -> good.weights(key).cache());
                    }
                }),
                defect("touches a neighbour", good -> new Passing(good) {
                    @Override
                    public Mono<Void> shape(String pattern, Weights weights) {
                        return good.shape(pattern, weights)
                                .then(good.shape("neighbour.example.com", Weights.of(Map.of("route0000", 7))));
                    }
                }),
                defect("writes the known routes beside an unknown one", good -> new Passing(good) {
                    @Override
                    public Mono<Void> shape(String pattern, Weights weights) {
                        return good.weights(pattern).flatMap(known -> {
                            Map<String, Integer> some = new TreeMap<>(weights.byRoute());
                            some.keySet().retainAll(known.keySet());
                            return (some.isEmpty() ? Mono.<Void>empty() : good.shape(pattern, Weights.of(some)))
                                    .then(good.shape(pattern, weights));
                        });
                    }
                }),
                defect("swallows errors", good -> new Passing(good) {
                    @Override
                    public Mono<Void> shape(String pattern, Weights weights) {
                        return good.shape(pattern, weights).onErrorComplete();
                    }
                }),
                defect("claims a larger range", good -> new Passing(good) {
                    @Override
                    public Capabilities capabilities() {
                        return new Capabilities(
                                5000, Capabilities.Unit.ROUTE, OptionalInt.empty(), false, false, Duration.ZERO, 1);
                    }
                }),
                defect("claims to skip dead backends", good -> new Passing(good) {
                    @Override
                    public Capabilities capabilities() {
                        return new Capabilities(
                                1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), true, false, Duration.ZERO, 1);
                    }
                }),
                defect("accepts and does nothing", good -> new Passing(good) {
                    @Override
                    public Mono<Void> shape(String pattern, Weights weights) {
                        return good.weights(pattern).then();
                    }
                }));
    }

    private static Arguments defect(String name, UnaryOperator<Actuator> made) {
        return Arguments.of(name, made);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void a_defect_is_found(String name, UnaryOperator<Actuator> made) {
        defect = made;
        assertThat(failures()).as(name).isPositive();
    }

    @ParameterizedTest(name = "none")
    @MethodSource("none")
    void without_a_defect_nothing_is_found(UnaryOperator<Actuator> made) {
        defect = made;
        assertThat(failures()).isZero();
    }

    static Stream<UnaryOperator<Actuator>> none() {
        return Stream.of(Passing::new);
    }

    private static long failures() {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Broken.class))
                                .build(),
                        summary);
        assertThat(summary.getSummary().getTestsStartedCount()).isGreaterThan(40);
        return summary.getSummary().getTestsFailedCount();
    }
}
