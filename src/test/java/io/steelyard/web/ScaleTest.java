package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Advice;
import io.steelyard.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));

    private final Scale scale = new Scale(Duration.ofSeconds(3));

    ScaleTest() {
        scale.accept(new Advice(
                NOW,
                "web",
                "www.example.com/shop",
                Map.of("blue", new Advice.OfRoute(9, 8, 4, false, 93.5)),
                Optional.of("the load of green is not known")));
    }

    @Test
    void an_autoscaler_gets_the_number_and_what_it_is_made_of() {
        Scale.Reply reply = scale.at("/api/v1/scale/www.example.com%2Fshop/blue", NOW);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(Json.tree(reply.body()).toString())
                .contains("\"desired_backends\":8", "\"wanted_backends\":9", "\"backends\":4", "\"at_least\":false");
        assertThat(scale.at("/api/v1/scale/www.example.com/shop/blue", NOW).status())
                .as("the slash of the pattern need not be encoded")
                .isEqualTo(200);
    }

    @Test
    void a_stale_or_missing_advice_is_an_error_and_never_a_number() {
        Moment later = NOW.plus(Duration.ofSeconds(4));
        assertThat(scale.at("/api/v1/scale/www.example.com%2Fshop/blue", later))
                .isEqualTo(new Scale.Reply(
                        503, new OrderJson.Fault("stale: the newest advice is 4s old, the limit is 3s")));
        assertThat(scale.at("/api/v1/scale/www.example.com%2Fshop/green", NOW))
                .isEqualTo(new Scale.Reply(
                        503, new OrderJson.Fault("no advice on route green: the load of green is not known")));
    }

    @Test
    void an_endpoint_without_the_signal_is_not_there() {
        assertThat(scale.at("/api/v1/scale/other/blue", NOW).status()).isEqualTo(404);
        assertThat(scale.at("/api/v1/scale/other", NOW).status()).isEqualTo(404);
        assertThat(scale.at("/api/v1/scale/%zz/blue", NOW).status()).isEqualTo(400);
    }
}
