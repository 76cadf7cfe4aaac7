package io.steelyard.fault;

import io.steelyard.contract.BackplaneBench;
import io.steelyard.contract.Bench;
import io.steelyard.testing.RequiresProgram;
import java.util.Set;

/** Over the Backplane API, where a write is one request that compares and sets. */
@RequiresProgram("mkfifo")
class BackplaneCrashIT extends CrashDesk {

    @Override
    protected Bench bench() {
        return new BackplaneBench();
    }

    @Override
    protected String name() {
        return "backplane";
    }

    @Override
    protected Set<CrashPoint> impossible() {
        return Set.of(CrashPoint.BETWEEN_TWO_WRITES, CrashPoint.BEFORE_PUTTING_BACK);
    }
}
