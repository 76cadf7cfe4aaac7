package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.config.PolicySettings;
import io.steelyard.model.Reason;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import io.steelyard.policy.Proposal;
import io.steelyard.testing.PluginJar;
import io.steelyard.testing.Scene;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type of policy that comes in somebody else's jar. */
class PluginTest {

    private static final String POLICY =
            "{type: failover, parameters: {order: [blue, green]}, limiters: [{type: evacuate}]}";

    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void build() throws IOException {
        PluginJar.build(System.getProperty("java.class.path"), Files.createDirectory(folder.resolve("plugins")));
    }

    @Test
    void check_knows_its_type_and_its_parameters() throws IOException {
        assertThat(run("check", file(POLICY).toString())).isZero();
        Path bad = file("{type: failover, parameters: {ordre: [blue], min_backends: 0}}");
        assertThat(run("check", bad.toString())).isEqualTo(3);
        assertThat(err.toString())
                .contains("parameters.ordre: unknown key; did you mean order?")
                .contains("parameters.min_backends: \"0\" is below 1, the least allowed; raise it");
    }

    @Test
    void policies_explains_it() {
        String plugins = folder.resolve("plugins").toString();
        assertThat(run("policies", "--plugins", plugins)).isZero();
        assertThat(out.toString()).contains("failover    allocator  All the traffic");
        assertThat(run("policies", "failover", "--plugins", plugins)).isZero();
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("min_backends +integer +1 to 1000 +1 +Fewer.+"));
    }

    @Test
    void it_decides() throws IOException {
        Loaded.Valid loaded = (Loaded.Valid) ConfigLoader.load(file(POLICY), name -> null);
        PolicySettings settings = loaded.config().policies().get(0);
        Policy policy = settings.parameters().create(new PolicyContext("web", Scene.SECOND, Scene.PERMILLE));
        Scene scene = new Scene()
                .route("blue", 500, 2, 1, 10)
                .route("green", 500, 2, 1, 10)
                .poll();
        Proposal.Target target = (Proposal.Target) policy.propose(scene.history());
        assertThat(target.shares().of("blue")).isEqualTo(1);
        scene.without("blue").route("green", 500, 0, 0, 0).poll();
        assertThat(policy.propose(scene.history()).reason().code()).isEqualTo(Reason.Code.NO_CHOICE);
    }

    @Test
    void a_folder_that_is_not_there_is_a_mistake_with_its_place() throws IOException {
        Path file = Files.writeString(
                folder.resolve("steelyard.yaml"), "balancer: {type: simulator}\nplugins: {dir: plugin}\n");
        assertThat(run("check", file.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("steelyard.yaml:2:16: plugins.dir: \"plugin\" is no folder");
        assertThat(run("policies", "--plugins", folder.resolve("x").toString())).isEqualTo(2);
    }

    private Path file(String policy) throws IOException {
        return Files.writeString(
                folder.resolve("steelyard.yaml"),
                "balancer: {type: simulator}\nplugins: {dir: plugins}\npolicies: [" + policy + "]\n");
    }

    private int run(String... args) {
        return Root.commandLine(name -> null)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
