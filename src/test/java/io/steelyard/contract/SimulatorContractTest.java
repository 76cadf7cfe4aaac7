package io.steelyard.contract;

/** The simulator keeps the contract. */
class SimulatorContractTest extends AdapterContract {

    @Override
    protected Bench bench() {
        return new SimulatorBench();
    }
}
