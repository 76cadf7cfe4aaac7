package io.steelyard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Decision;
import io.steelyard.model.InOrder;
import java.util.Map;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** The walls between the packages, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "io.steelyard", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Set<String> ENDS_IN = Set.of(
            "subscribe",
            "subscribeWith",
            "block",
            "blockOptional",
            "blockFirst",
            "blockLast",
            "toIterable",
            "toStream",
            "toFuture");

    @ArchTest
    static final ArchRule the_model_uses_the_JDK_only = classes()
            .that()
            .resideInAPackage("io.steelyard.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.steelyard.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule a_policy_sees_the_model_only_so_it_cannot_act = classes()
            .that()
            .resideInAPackage("io.steelyard.policy..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.steelyard.policy..", "io.steelyard.model..", "com.cronutils..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule the_guard_sees_policies_and_the_model_only = classes()
            .that()
            .resideInAPackage("io.steelyard.guard..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.steelyard.guard..",
                    "io.steelyard.policy..",
                    "io.steelyard.model..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule only_the_guard_makes_a_decision_to_write = noClasses()
            .that()
            .resideOutsideOfPackages("io.steelyard.guard..", "io.steelyard.model..")
            .should()
            .callConstructorWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                            com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(
                                    Decision.Reweigh.class.getName()))));

    @ArchTest
    static final ArchRule a_replay_decides_on_simulated_traffic_and_opens_nothing = classes()
            .that()
            .resideInAPackage("io.steelyard.replay..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.steelyard.replay..",
                    "io.steelyard.adapter.simulator..",
                    "io.steelyard.guard..",
                    "io.steelyard.policy..",
                    "io.steelyard.model..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule the_bindings_are_a_library_of_their_own = noClasses()
            .that()
            .resideInAPackage("io.steelyard.backplane..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.steelyard",
                    "io.steelyard.source..",
                    "io.steelyard.policy..",
                    "io.steelyard.guard..",
                    "io.steelyard.actuator..",
                    "io.steelyard.metrics..",
                    "io.steelyard.web..",
                    "io.steelyard.config..",
                    "io.steelyard.cli..",
                    "io.steelyard.agent..",
                    "io.steelyard.adapter..");

    @ArchTest
    static final ArchRule the_configuration_is_data_and_opens_nothing = classes()
            .that()
            .resideInAPackage("io.steelyard.config..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.steelyard.config..",
                    "io.steelyard.policy..",
                    "io.steelyard.model..",
                    "org.yaml.snakeyaml..",
                    "org.slf4j..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule what_is_served_knows_balancers_by_their_interface_only = noClasses()
            .that()
            .resideInAPackage("io.steelyard.web..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.steelyard.agent..", "io.steelyard.adapter..")
                    .and(not(type(Balancer.class))));

    @ArchTest
    static final ArchRule adapters_do_not_know_each_other =
            slices().matching("io.steelyard.adapter.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule metrics_cannot_cause_a_poll = noClasses()
            .that()
            .resideInAPackage("io.steelyard.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.steelyard.source..", "io.steelyard.actuator..", "io.steelyard.adapter..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.steelyard.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule time_is_injected = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule what_decides_has_the_same_order_in_every_process = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.steelyard.model..",
                    "io.steelyard.policy..",
                    "io.steelyard.guard..",
                    "io.steelyard.replay..",
                    "io.steelyard.adapter.simulator..")
            .and(not(type(InOrder.class)))
            .should()
            .accessTargetWhere(describe(
                    "a map or set whose order is another in every process",
                    access -> switch (access.getTarget().getName()) {
                        case "copyOf", "ofEntries" ->
                            access.getTargetOwner().isAssignableTo(Map.class)
                                    || access.getTargetOwner().isAssignableTo(Set.class);
                        case "toUnmodifiableMap", "toUnmodifiableSet" -> true;
                        default -> false;
                    }));

    @ArchTest
    static final ArchRule only_those_who_run_things_subscribe_or_block = noClasses()
            .that()
            .resideOutsideOfPackages("io.steelyard.agent..", "io.steelyard.cli..")
            .should()
            .accessTargetWhere(describe(
                    "a call that subscribes or blocks",
                    access -> ENDS_IN.contains(access.getTarget().getName())
                            && access.getTargetOwner().isAssignableTo(Publisher.class)));

    @ArchTest
    static final ArchRule many_things_at_once_have_a_limit = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "flatMap of a Flux without a concurrency",
                    access -> access.getTarget().getName().equals("flatMap")
                            && access.getTargetOwner().isAssignableTo(Flux.class)
                            && access.getTarget() instanceof AccessTarget.CodeUnitCallTarget called
                            && called.getRawParameterTypes().size() == 1));

    @ArchTest
    static final ArchRule nothing_swallows_errors_in_a_stream = noClasses()
            .should()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("onErrorContinue")));

    @ArchTest
    static final ArchRule nothing_can_turn_off_the_check_of_a_certificate = noClasses()
            .that()
            // RequireAnyClientCert of the web configuration: a listener that wants some certificate of its clients.
            .resideOutsideOfPackage("io.steelyard.web.port..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(javax.net.ssl.HostnameVerifier.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(javax.net.ssl.X509TrustManager.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.netty.handler.ssl.util.InsecureTrustManagerFactory")
            .orShould()
            .callMethodWhere(named("setEndpointIdentificationAlgorithm"));

    @ArchTest
    static final ArchRule no_object_is_made_of_what_strangers_name_and_no_program_is_run = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(java.io.ObjectInput.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(named("exec"))
            .orShould()
            .callMethodWhere(named("activateDefaultTyping"))
            .orShould()
            .callMethodWhere(named("openStream"))
            .orShould()
            .callMethodWhere(named("openConnection"));

    private static com.tngtech.archunit.base.DescribedPredicate<com.tngtech.archunit.core.domain.JavaCall<?>> named(
            String method) {
        return com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(method));
    }
}
