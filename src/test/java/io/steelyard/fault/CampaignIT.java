package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Users notice nothing of the daemon's troubles, and no operator's edit is lost. */
@RequiresProgram("haproxy")
@Isolated("carries traffic that the test measures")
class CampaignIT {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void no_request_fails_and_no_edit_is_lost() throws IOException {
        survives(1, 300, 5_000);
    }

    /** Ten minutes at the rate below. {@code -Dgolden.write=true} puts the figures into docs/reliability.md's source. */
    @Test
    @Tag("long")
    void no_request_of_a_million_fails_and_no_edit_is_lost() throws IOException {
        Campaign.Result result = survives(2, Integer.getInteger("campaign.rate", 2_000), 1_000_000);
        Figures.record(
                "campaign",
                "requests",
                Long.toString(result.requests()),
                "failed",
                Long.toString(result.failed()),
                "faults",
                Integer.toString(result.faults()),
                "writes_during_faults",
                Long.toString(result.strayWrites()),
                "edits",
                Integer.toString(result.edits()),
                "edits_lost",
                Integer.toString(result.lost().size()),
                "edits_put_back",
                Integer.toString(result.overtaken()),
                "edits_unheard",
                Integer.toString(result.unheard()),
                "kills",
                Integer.toString(result.kills()),
                "kills_torn",
                Integer.toString(result.torn()),
                "freeze_median_s",
                seconds(result.freezeMedian()),
                "freeze_most_s",
                seconds(result.freezeMost()),
                "recovery_median_s",
                seconds(result.recoverMedian()),
                "recovery_most_s",
                seconds(result.recoverMost()));
    }

    private Campaign.Result survives(long seed, int perSecond, long requests) throws IOException {
        try (Campaign campaign = new Campaign(folder, seed, perSecond)) {
            Campaign.Result result = campaign.run(requests);
            System.out.println("campaign, seed " + seed + ": " + result);
            assertThat(result.failed()).as("failed: %s", result.messages()).isZero();
            assertThat(result.lost()).as("edits lost").isEmpty();
            assertThat(result.strayWrites()).as("writes during faults").isZero();
            assertThat(result.torn()).as("kills that left other weights").isZero();
            assertThat(result.requests()).isGreaterThanOrEqualTo(requests);
            return result;
        }
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
