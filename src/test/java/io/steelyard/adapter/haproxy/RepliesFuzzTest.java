package io.steelyard.adapter.haproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever stands behind the stats socket: its answer is read, or refused by the one error for that. */
class RepliesFuzzTest {

    private static final String SAMPLE = """
            Name: HAProxy
            Pid: 7
            Uptime_sec: 3

            # pxname,svname,type,status,scur,stot,qcur,uweight,last_chk,
            web,s1,2,UP 1/3,1,2,0,100,"a,""b
            c",
            web,BACKEND,1,UP,1,2,0,200,,

            """;
    private static final List<String> PIECES =
            List.of(",", "\n", "\n\n", "\"", "\"\"", ": ", "# ", "-1", "99999999999999999999", "1.5", "\u0000", "é");

    private static int fuzz(long seed, int times) {
        List<byte[]> samples = List.of(SAMPLE.getBytes(UTF_8), "No such proxy.\n\n".getBytes(UTF_8));
        return new Fuzzer(seed, samples, PIECES).run(times, input -> {
            Replies replies = new Replies(new Answer(input, input.length));
            try {
                Instance.of(replies.fields());
                if (!replies.atTable()) {
                    return "said: " + replies.message();
                }
                List<Row> rows = replies.table();
                replies.end();
                int servers = 0;
                for (Row row : rows) {
                    if (row.isServer()) {
                        Server.of(row, Server.NONE);
                        servers++;
                    }
                }
                return "read: " + rows.size() + " " + servers;
            } catch (MalformedAnswerException refused) {
                assertThat(String.valueOf(refused.getMessage())).isNotBlank();
                return String.valueOf(refused.getMessage());
            }
        });
    }

    @Test
    void an_answer_is_read_or_refused() {
        assertThat(fuzz(1, 4_000)).as("different outcomes").isGreaterThan(5);
    }

    @Test
    @Tag("long")
    void so_are_three_million_others() {
        long seed = System.nanoTime();
        System.out.println("stats socket: " + fuzz(seed, 3_000_000) + " outcomes, seed " + seed);
    }
}
