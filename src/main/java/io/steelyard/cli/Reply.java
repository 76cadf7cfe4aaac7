package io.steelyard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Printable;
import java.net.URI;
import java.util.Optional;

/**
 * What was answered where a daemon should be, by it or by a stranger.
 *
 * @param from what was asked
 */
record Reply(URI from, int status, String text) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As much of a stranger's answer as tells what it may be. */
    private static final int MOST = 200;

    /**
     * The answer of a daemon that did what it was asked.
     *
     * @param member that its answer has, whatever its version
     * @throws FailedException with its own words if it did not, or if a stranger answered
     */
    JsonNode json(String member) {
        JsonNode answer = object().orElseThrow(this::strange);
        if (status != 200) {
            throw FailedException.answered("HTTP " + status + ": " + why(answer) + remedy(), status);
        }
        if (!answer.has(member)) {
            throw strange();
        }
        return answer;
    }

    private Optional<JsonNode> object() {
        try {
            return Optional.of(JSON.readTree(text))
                    .filter(answer -> answer.isObject() && (status == 200 || isRefusal(answer)));
        } catch (JsonProcessingException none) {
            return Optional.empty();
        }
    }

    private static boolean isRefusal(JsonNode answer) {
        return answer.path("error").isTextual() || answer.path("outcome").isObject();
    }

    /** In its own words. */
    private static String why(JsonNode answer) {
        JsonNode outcome = answer.path("outcome");
        return outcome.isObject()
                ? outcome.path("result").asText() + " ("
                        + outcome.path("reason").asText() + "): "
                        + outcome.path("message").asText()
                : answer.path("error").asText();
    }

    private String remedy() {
        return status == 401 ? "; give --token-file FILE, or set " + Daemon.TOKEN : "";
    }

    private FailedException strange() {
        String said = Printable.line(text, MOST);
        return FailedException.answered(
                "what answers at " + from + " is no Steelyard daemon, or something stands before it; see --url (HTTP "
                        + status + (said.isEmpty() ? ", without a word)" : ": " + said + ")"),
                status);
    }
}
