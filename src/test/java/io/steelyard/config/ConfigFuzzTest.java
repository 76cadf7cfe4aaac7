package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whatever a file holds: it is a configuration that is written out and read again, or lines say what is wrong with it. */
class ConfigFuzzTest extends ParserFuzz {

    private static final List<String> HAPROXY_AND_OTHERS = List.of(
            """
            balancer: {type: haproxy, haproxy: {socket: /run/haproxy.sock, proxies: [web], route_by: "^([a-z]+)-"}}
            policies: [{name: a, type: pid, endpoints: [web, "*.com"], limiters: [{type: outlier}]}]
            guard: {max_step: 0.1, cooldown: 5s}
            """,
            "balancer: {type: backplane, backplane: {url: \"http://127.0.0.1:1\", token: x}}\n",
            "balancer: {type: simulator}\nplugins: {jars: []}\n");

    private static String plain(Path file) {
        try {
            return Files.readString(file).replaceAll("(?m)^ *#.*\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<byte[]> samples() {
        return Stream.concat(Stream.of(plain(Path.of("config/steelyard.yaml"))), HAPROXY_AND_OTHERS.stream())
                .map(ParserFuzz::bytes)
                .toList();
    }

    @Override
    protected List<String> pieces() {
        return YAML;
    }

    @Override
    protected int outcomes() {
        return 20;
    }

    @Override
    public String outcome(byte[] input) throws IOException {
        Path file = file(input);
        Loaded loaded = ConfigLoader.load(file, name -> null);
        if (loaded instanceof Loaded.Valid valid) {
            String written = EffectiveYaml.of(valid.config());
            assertThat(ConfigLoader.parse("written", written, name -> null))
                    .as(written)
                    .isInstanceOfSatisfying(
                            Loaded.Valid.class,
                            again ->
                                    assertThat(EffectiveYaml.of(again.config())).isEqualTo(written));
            return "read";
        }
        List<Problem> problems = ((Loaded.Invalid) loaded).problems();
        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem ->
                        assertThat(problem.toString()).startsWith(file + ":").hasLineCount(1));
        return problems.get(0).toString().substring(file.toString().length());
    }
}
