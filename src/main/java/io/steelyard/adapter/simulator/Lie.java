package io.steelyard.adapter.simulator;

/** What a balancer that lies says of its backends' loads; the rates and weights are true. */
public enum Lie {
    /** The weaker a backend is, the more idle it looks. */
    UPSIDE_DOWN,
    /** The weakest looks idle, all others look as busy as can be. */
    WEAKEST_IDLE,
    /** As upside down, and ten seconds later the other way round, and so on. */
    TO_AND_FRO,
    /** Nothing or a million, by chance. */
    EXTREMES;

    private static final double MILLION = 1_000_000;
    private static final long TURN = 10_000 / Plant.STEP.toMillis();

    /**
     * The load to tell.
     *
     * @param strength capacity over the largest capacity of all, above 0 and at most 1
     * @param weakest true of the backends with the least capacity
     * @param chance 0 to 1
     */
    double load(double strength, boolean weakest, long step, double chance) {
        return switch (this) {
            case UPSIDE_DOWN -> 100 * strength;
            case WEAKEST_IDLE -> weakest ? 0 : MILLION;
            case TO_AND_FRO -> (step / TURN) % 2 == 0 ? 100 * strength : 100 / strength;
            case EXTREMES -> chance < 0.5 ? 0 : MILLION;
        };
    }
}
