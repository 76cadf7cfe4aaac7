package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A simulation follows from scenario, policy and seed alone, whatever the process that runs it. */
class SimulateIT {

    @Test
    void two_processes_with_two_compilers_print_the_same_report_to_the_letter() {
        String[] command = {"simulate", "--scenario", "wrong-kind", "--seeds", "1", "-o", "json"};

        Program.Finished one = Program.run(command);
        try (Program other = Program.start(List.of("-Xmx256m", "-XX:-TieredCompilation"), command)) {
            assertThat(other.awaitExit(Program.PATIENCE)).isZero();

            assertThat(one.exit()).isZero();
            assertThat(other.out()).isEqualTo(one.out()).contains("\"reasons\"");
        }
    }
}
