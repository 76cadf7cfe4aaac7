package io.steelyard.guard;

/**
 * What the Guard asks of a policy's predictions, and of their coming true.
 *
 * @param ceiling most share of a route, above 0, at most 1; not of one that is the only one with traffic
 * @param overload the utilisation above which no route may be sent that is not there already, above 0, at most 1
 * @param overreaction so many times as far as predicted the loads may move, above 1
 * @param ineffective so many of the last five moves may have moved less than half of the traffic that they should, 1 to 5
 */
public record Checks(double ceiling, double overload, double overreaction, int ineffective) {

    /** The defaults. */
    public static final Checks DEFAULTS = new Checks(1, 0.9, 2, 3);

    public Checks {
        require(ceiling > 0 && ceiling <= 1, "ceiling", ceiling, "above 0 and at most 1");
        require(overload > 0 && overload <= 1, "overload", overload, "above 0 and at most 1");
        require(overreaction > 1, "overreaction", overreaction, "above 1");
        require(ineffective >= 1 && ineffective <= Ineffective.OF, "ineffective", ineffective, "in 1..5");
    }

    private static void require(boolean holds, String key, Object value, String limit) {
        if (!holds) {
            throw new IllegalArgumentException("guard." + key + ": " + value + " is not " + limit);
        }
    }
}
