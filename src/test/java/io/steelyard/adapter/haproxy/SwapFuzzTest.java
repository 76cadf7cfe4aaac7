package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import java.util.List;

/** Whatever is answered to a write: it was done, was refused, or that is unknown; never a failure of ours. */
class SwapFuzzTest extends ParserFuzz {

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes("100 (initial 100)\n\n\n0 (initial 1)\n\n\n"),
                bytes("No such server.\n\nNo such server.\n\n"),
                bytes(
                        "5 (initial 9)\n\nBackend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n\n"));
    }

    @Override
    protected List<String> pieces() {
        return List.of("\n", "\n\n", " (initial ", ")", "256", "99999999999", "-1", "Permission denied", "\u0000");
    }

    @Override
    protected int outcomes() {
        return 4;
    }

    @Override
    public String outcome(byte[] input) {
        Replies replies = new Replies(new Answer(input, input.length));
        try {
            Swap.Done one = new Swap("web/a", 100, 50).done(replies);
            Swap.Done two = new Swap("web/b", 0, 256).done(replies);
            replies.end();
            return one.refused() + " " + one.displaced() + two.refused() + two.displaced() + (one + "" + two).isEmpty()
                    + one.back().raises();
        } catch (MalformedAnswerException refused) {
            assertThat(String.valueOf(refused.getMessage())).isNotBlank();
            return String.valueOf(refused.getMessage());
        }
    }
}
