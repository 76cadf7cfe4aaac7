package io.steelyard.fault;

import io.steelyard.contract.Bench;
import io.steelyard.contract.HaproxyBench;
import io.steelyard.testing.RequiresProgram;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The daemon on a real HAProxy, and what can go wrong on its socket. */
@RequiresProgram("haproxy")
class HaproxyFaultsIT extends FaultCases {

    @Override
    protected Bench bench() {
        return new HaproxyBench();
    }

    @Test
    void the_table_is_of_another_shape() {
        spoiled(answer -> answer.replace("svname", "name"), Set.of("decode"));
    }

    @Test
    void a_number_is_none() {
        spoiled(answer -> answer.replace("\nthree,a,0,", "\nthree,a,x,"), Set.of("decode"));
    }

    @Test
    void a_server_is_there_twice() {
        distrusted(answer -> answer.replace("\nthree,b,", "\nthree,a,"));
    }

    @Test
    void a_permission_is_taken_away() {
        spoiled(answer -> "Permission denied\n\n", Set.of("auth", "decode"));
    }
}
