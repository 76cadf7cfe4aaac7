package io.steelyard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.steelyard.model.Decision;

/** The walls between the packages, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "io.steelyard", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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
            .resideInAnyPackage("io.steelyard.policy..", "io.steelyard.model..", "java..", "org.jspecify..");

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
                    "io.steelyard.adapter..");

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
    static final ArchRule nothing_swallows_errors_in_a_stream = noClasses()
            .should()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("onErrorContinue")));
}
