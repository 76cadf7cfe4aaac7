package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import java.util.List;

/** Whatever stands behind the stats socket: its answer is read, or refused by the one error for that. */
class RepliesFuzzTest extends ParserFuzz {

    private static final String SAMPLE = """
            Name: HAProxy
            Pid: 7
            Uptime_sec: 3

            # pxname,svname,type,status,scur,stot,qcur,uweight,last_chk,
            web,s1,2,UP 1/3,1,2,0,100,"a,""b
            c",
            web,BACKEND,1,UP,1,2,0,200,,

            """;

    @Override
    protected List<byte[]> samples() {
        return List.of(bytes(SAMPLE), bytes("No such proxy.\n\n"));
    }

    @Override
    protected List<String> pieces() {
        return List.of(",", "\n", "\n\n", "\"", "\"\"", ": ", "# ", "-1", "99999999999999999999", "1.5", "\u0000", "é");
    }

    @Override
    protected int outcomes() {
        return 5;
    }

    @Override
    public String outcome(byte[] input) {
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
    }
}
