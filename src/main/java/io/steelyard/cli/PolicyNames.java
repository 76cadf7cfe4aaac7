package io.steelyard.cli;

import io.steelyard.policy.PolicyFactory;
import io.steelyard.policy.PolicyTypes;
import java.util.Iterator;

/** The types of policies that are there, for completion. */
final class PolicyNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return PolicyTypes.load().all().stream().map(PolicyFactory::type).iterator();
    }
}
