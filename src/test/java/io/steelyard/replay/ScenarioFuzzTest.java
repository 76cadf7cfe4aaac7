package io.steelyard.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.Problem;
import io.steelyard.config.SettingsFile;
import io.steelyard.fuzz.ParserFuzz;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever a file of a scenario holds: it is one, or lines say what is wrong with it. */
class ScenarioFuzzTest extends ParserFuzz {

    @Override
    protected List<byte[]> samples() {
        return List.of(bytes("""
                        name: three
                        traffic: 300
                        routes:
                          - {id: a, backends: 4, capacity: 50}
                          - {id: b, backends: 2, capacity: 100, weight: 30}
                        events:
                          - {at: 10m, route: a, fail: 2}
                        """), bytes("name: x\ntraffic: 1e2\nload: in-flight\nsurge: {at: 5m, traffic: 9}\n"));
    }

    @Override
    protected List<String> pieces() {
        return YAML;
    }

    @Override
    protected int outcomes() {
        return 8;
    }

    @Override
    public String outcome(byte[] input) throws IOException {
        List<Problem> problems = new ArrayList<>();
        Optional<Fleet> fleet =
                SettingsFile.read(file(input), Fleet.class, problems::add).map(SettingsFile::value);
        if (fleet.isPresent()) {
            return "read: " + fleet.get().course().name().isEmpty();
        }
        assertThat(problems).isNotEmpty();
        String first = problems.get(0).toString();
        assertThat(first).hasLineCount(1);
        return first.substring(first.indexOf(':'));
    }
}
