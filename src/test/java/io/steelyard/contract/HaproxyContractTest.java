package io.steelyard.contract;

import io.steelyard.testing.RequiresProgram;

/** A real HAProxy keeps the contract. */
@RequiresProgram("haproxy")
class HaproxyContractTest extends AdapterContract {

    @Override
    protected Bench bench() {
        return new HaproxyBench();
    }
}
