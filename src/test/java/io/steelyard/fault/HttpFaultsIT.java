package io.steelyard.fault;

import static io.steelyard.contract.BackplaneBench.http;

import io.steelyard.contract.BackplaneBench;
import io.steelyard.contract.Bench;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong in HTTP and JSON. */
class HttpFaultsIT extends FaultDesk {

    @Override
    protected Bench bench() {
        return new BackplaneBench();
    }

    @ParameterizedTest
    @CsvSource({"503,http_5xx", "401,auth", "410,http_4xx", "302,other"})
    void a_status_is_answered(int status, String reason) {
        survive(http(status, "not now", "Location: http://127.0.0.1:1/"), Set.of(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "soon"})
    void it_is_asked_to_slow_down(String retryAfter) {
        survive(http(429, "slow down", "Retry-After: " + retryAfter), Set.of("throttled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"Endpoints\":7}"})
    void json_of_another_shape_is_answered(String body) {
        survive(http(200, body), Set.of("decode"));
    }

    @Test
    void json_is_nested_too_deep() {
        survive(http(200, "[".repeat(100_000)), Set.of("decode"));
    }

    @Test
    void the_length_is_wrong() {
        spoiled(answer -> answer.replaceFirst("Content-Length: \\d+", "Content-Length: 999999"), Set.of("other"));
    }

    @Test
    void something_follows_the_answer() {
        tolerated(answer -> answer + "HTTP/1.1 500 -\r\nContent-Length: 0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "1.5", "9007199254740993"})
    void a_weight_is_odd(String weight) {
        distrusted(answer -> resized(answer.replaceFirst("\"Weight\":\\d+", "\"Weight\":" + weight)));
    }

    @Test
    void there_are_members_and_states_that_nobody_knows() {
        tolerated(
                answer -> resized(answer.replace("\"State\":\"live\"", "\"State\":\"dreaming\",\"Mood\":{\"a\":[1]}")));
    }

    @Test
    void a_route_is_there_twice() {
        distrusted(answer -> resized(answer.replace("\"route0001\"", "\"route0000\"")));
    }

    @Test
    void all_routes_are_gone() {
        distrusted(answer -> resized("\r\n\r\n{\"Endpoints\":[],\"Backends\":[]}"));
    }

    private void survive(String answer, Set<String> reasons) {
        spoiled(truth -> answer, reasons);
    }

    /** The same body with the right length before it. */
    private static String resized(String answer) {
        return http(200, answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
}
