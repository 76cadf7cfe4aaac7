package io.steelyard.actuator;

/** The balancer does not take these weights. Nothing was changed. */
public final class UnacceptableWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which weight, and what the balancer takes.
     *
     * @param message one line for people, with the limit
     */
    public UnacceptableWeightsException(String message) {
        super(message);
    }
}
