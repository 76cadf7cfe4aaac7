package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepliesTest {

    private static final String HEADER = "# pxname,svname,type,status,scur,stot,qcur,uweight,last_chk,\n";

    @Test
    void columns_are_found_by_name_in_any_order_and_new_ones_are_ignored() {
        Row row = only(
                "# from_the_future,uweight,qcur,stot,scur,status,type,svname,pxname,\nx,9,1,2,3,UP 1/3,2,s,web,\n\n");

        assertThat(row.text(Column.PXNAME)).isEqualTo("web");
        assertThat(row.required(Column.UWEIGHT)).isEqualTo(9);
        assertThat(row.required(Column.SCUR)).isEqualTo(3);
        assertThat(row.number(Column.RTIME)).isEmpty();
        assertThat(row.isServer()).isTrue();
        assertThat(Server.of(row, Server.NONE).usable()).isTrue();
    }

    @Test
    void quoted_fields_may_hold_commas_quotes_and_line_feeds() {
        Row row = only(HEADER + "web,s,2,\"UP, \"\"so\nto say\"\"\",1,2,3,4,\"a,b\n\nc\",\n\n");

        assertThat(row.text(Column.STATUS)).isEqualTo("UP, \"so\nto say\"");
        assertThat(row.required(Column.UWEIGHT)).isEqualTo(4);
    }

    @Test
    void answers_to_several_commands_follow_each_other() {
        Replies replies = new Replies(Answer.of("Pid: 7\nUptime_sec: 3\n\nNo such proxy.\n\n" + HEADER + "\n"));

        assertThat(replies.fields()).containsEntry("Pid", "7").containsEntry("Uptime_sec", "3");
        assertThat(replies.atTable()).isFalse();
        assertThat(replies.message()).isEqualTo("No such proxy.");
        assertThat(replies.table()).isEmpty();
        replies.end();
    }

    @Test
    void an_answer_in_http_says_that_the_port_is_the_wrong_one() {
        assertThatThrownBy(
                        () -> new Replies(Answer.of("HTTP/1.0 400 Bad request\r\nconnection: close\r\n\r\n")).fields())
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessage("it speaks HTTP, as a frontend does; name the stats socket");
    }

    @Test
    void a_missing_column_is_named() {
        assertThatThrownBy(() -> table("# pxname,svname,type,status,scur,stot,qcur,\n\n"))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("no column uweight");
    }

    @Test
    void a_repeated_column_is_refused() {
        assertThatThrownBy(() -> table("# pxname,svname,type,status,scur,stot,qcur,uweight,scur,\n\n"))
                .hasMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "x", "1e3", "99999999999999999999", " 1", "\u0661"})
    void a_count_that_is_no_count_is_refused_with_its_place(String value) {
        Row row = only(HEADER + "web,s,2,UP,1,2,3," + value + ",,\n\n");

        assertThatThrownBy(() -> row.number(Column.UWEIGHT))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("uweight of web/s is \"" + value + "\"");
    }

    @Test
    void a_row_of_another_length_is_refused() {
        assertThatThrownBy(() -> table(HEADER + "web,s,2,UP,1,2,3,4,\n\n")).hasMessageContaining("fields under");
        assertThatThrownBy(() -> table(HEADER + "web,s,2,UP,1,2,3,4,,,\n\n")).hasMessageContaining("fields under");
    }

    @Test
    void text_behind_a_closing_quote_is_refused() {
        assertThatThrownBy(() -> table(HEADER + "\"web\"x,s,2,UP,1,2,3,4,,\n\n"))
                .hasMessageContaining("closing quote");
    }

    @Test
    void every_answer_that_was_cut_off_is_refused() {
        String whole = "Pid: 7\nUptime_sec: 3\n\n" + HEADER + "web,s,2,\"UP\",1,2,3,4,\"a,b\",\n\n";
        for (int length = 0; length < whole.length(); length++) {
            String part = whole.substring(0, length);
            assertThatThrownBy(() -> {
                        Replies replies = new Replies(Answer.of(part));
                        Instance.of(replies.fields());
                        replies.table();
                        replies.end();
                    })
                    .as("the first %d characters", length)
                    .isInstanceOf(MalformedAnswerException.class);
        }
    }

    @Test
    void what_follows_the_last_answer_is_refused() {
        Replies replies = new Replies(Answer.of("Pid: 7\n\nmore\n\n"));
        replies.fields();

        assertThatThrownBy(replies::end).hasMessageContaining("more text").hasMessageContaining("more");
    }

    private static List<Row> table(String text) {
        return new Replies(Answer.of(text)).table();
    }

    private static Row only(String text) {
        List<Row> rows = table(text);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
