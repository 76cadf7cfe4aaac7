package io.steelyard.contract;

/** The Backplane API, as a client and as we serve it, keeps the contract. */
class BackplaneContractTest extends AdapterContract {

    @Override
    protected Bench bench() {
        return new BackplaneBench();
    }
}
