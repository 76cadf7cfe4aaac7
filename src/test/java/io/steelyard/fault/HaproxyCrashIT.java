package io.steelyard.fault;

import io.steelyard.contract.Bench;
import io.steelyard.contract.HaproxyBench;
import io.steelyard.testing.RequiresProgram;
import java.util.Set;

/** Over a real HAProxy. */
@RequiresProgram({"haproxy", "mkfifo"})
class HaproxyCrashIT extends CrashDesk {

    @Override
    protected Bench bench() {
        return new HaproxyBench();
    }

    @Override
    protected String name() {
        return "haproxy";
    }

    @Override
    protected Set<CrashPoint> impossible() {
        return Set.of();
    }
}
