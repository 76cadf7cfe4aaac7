package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import io.steelyard.policy.Configured;
import java.util.List;
import java.util.regex.Pattern;

/** Who decides for some endpoints. */
public record PolicySettings(
        @Setting(
                value = "\"\"",
                help = "A name of its own, for logs, metrics and the API: letters, digits, . _ -; without one, the"
                        + " type.")
        String name,

        @Setting(value = "equal-load", help = "The allocator.")
        String type,

        @Setting(value = "[\"*\"]", help = "Globs of endpoint patterns; * stands for any text.")
        List<Glob> endpoints,

        @Setting(by = "type", help = "Parameters of the allocator; which there are depends on the type.")
        Configured.OfAllocator parameters,

        @Setting(
                value = "[]",
                help = "What restrains the allocator, in this order: [{type: evacuate, ramp: 1m}], each with its own"
                        + " parameters beside its type.")
        List<Configured.OfLimiter> limiters,

        @Setting(
                value = "[]",
                help = "What is said of its endpoints for others to act on: [{type: capacity, target_load: 60}]; in"
                        + " every mode.")
        List<Configured.OfSignal> signals,

        @Setting(inherit = "guard", help = "Limits of this policy; what is not given here comes from guard.")
        GuardSettings guard)
        implements Sibling {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public PolicySettings {
        name = name.isEmpty() ? type : name;
        endpoints = List.copyOf(endpoints);
        limiters = List.copyOf(limiters);
        signals = List.copyOf(signals);
        new Faults()
                .unless(
                        NAME.matcher(name).matches(),
                        "name",
                        quote(name)
                                + " is no name; take up to 63 letters, digits, . _ -, beginning with a letter or digit")
                .unless(
                        !endpoints.isEmpty(),
                        "endpoints",
                        "is empty, so the policy could never act; name at least one, or *")
                .raise();
    }

    public boolean covers(String endpoint) {
        return endpoints.stream().anyMatch(glob -> glob.matches(endpoint));
    }

    @Override
    public void checkBeside(Object earlier, String place, Findings findings) {
        if (earlier instanceof PolicySettings policy) {
            checkBeside(policy, place, findings);
        }
    }

    private void checkBeside(PolicySettings earlier, String place, Findings findings) {
        if (name.equals(earlier.name)) {
            findings.report(
                    "name", quote(name) + " is the name of " + place + " too; give each policy a name of its own");
        }
        for (Glob glob : endpoints) {
            earlier.endpoints.stream()
                    .filter(other -> other.covers(glob))
                    .findFirst()
                    .ifPresent(other -> findings.report("endpoints", shadow(glob, other, place)));
        }
    }

    private static String shadow(Glob glob, Glob other, String place) {
        return glob.equals(other)
                ? quote(glob.text()) + " is in " + place + " too; an endpoint has one policy, so remove it from one"
                : quote(glob.text()) + " can never match, because " + quote(other.text()) + " of " + place
                        + " takes its endpoints first; put this policy before that one";
    }

    private static String quote(String text) {
        return '"' + text + '"';
    }
}
