package io.steelyard.policy;

/** The type {@code equal-load}, the default. */
public final class EqualLoadFactory implements AllocatorFactory<EqualLoadParameters> {

    @Override
    public String type() {
        return "equal-load";
    }

    @Override
    public String help() {
        return "Estimates the capacity of each route and splits the traffic so that every backend is equally loaded.";
    }

    @Override
    public Class<EqualLoadParameters> parameters() {
        return EqualLoadParameters.class;
    }

    @Override
    public Policy create(EqualLoadParameters parameters, PolicyContext context) {
        return new EqualLoad(parameters, context.capabilities().concurrency());
    }
}
