package io.steelyard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.backplane.BackplaneClient;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Any call of the API. */
@Command(
        name = "api",
        description = "Makes any call and prints the answer; a Token in it is hidden.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard api GET /q",
            "  steelyard api PUT /e --data '{\"Pattern\":\"shop.example.com\",\"RequireTLS\":true}'"
        })
final class ApiCommand extends ClientCommand {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT, DELETE, …")
    private String method = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "Path below the base URL, such as /q.")
    private String path = "";

    @Option(names = "--param", paramLabel = "K=V", description = "A parameter of the query string; may be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--data", paramLabel = "JSON", description = "The body.")
    private @Nullable String data;

    ApiCommand(ClientCommands.Environment environment) {
        super(environment);
    }

    @Override
    void run(BackplaneClient client, Output out) {
        JsonNode body = data == null ? null : body(data);
        String answer = client.api(method.toUpperCase(Locale.ROOT), path, parameters, body, String.class)
                .blockOptional()
                .orElse("");
        if (!answer.isBlank()) {
            show(answer, out);
        }
    }

    /** An answer that is no JSON is shown as it is, unless it could hold a Token that cannot be told from the rest. */
    private static void show(String answer, Output out) {
        try {
            out.data(WireJson.withoutTokens(JSON.readTree(answer)));
        } catch (JsonProcessingException e) {
            boolean secret = answer.toLowerCase(Locale.ROOT).contains("token");
            out.line(secret ? WireJson.HIDDEN : answer.strip());
        }
    }

    private JsonNode body(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw usage("--data: it is not JSON");
        }
    }
}
