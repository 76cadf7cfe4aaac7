package io.steelyard.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryReaderTest {

    @Test
    void reads_the_small_sample() throws Exception {
        QueryResponse answer = Samples.read("query-small.json");
        assertThat(answer.token()).isEqualTo("SAMPLE-not-a-real-token");
        assertThat(answer.oddities().isEmpty()).isTrue();
    }
}
