package io.steelyard.fault;

import io.steelyard.contract.BackplaneBench;
import io.steelyard.contract.Bench;

/** The daemon over the Backplane API. */
class BackplaneFaultsIT extends FaultCases {

    @Override
    protected Bench bench() {
        return new BackplaneBench();
    }
}
