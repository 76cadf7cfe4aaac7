package io.steelyard.adapter.backplane;

import io.steelyard.actuator.ConflictException;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.backplane.BackplaneException;
import io.steelyard.backplane.StatusException;
import io.steelyard.model.Observation.Cause;
import io.steelyard.source.ReadException;

/** Turns the client's errors into those that the interfaces of an adapter promise. */
final class Faults {

    private Faults() {}

    static Throwable ofReading(Throwable fault) {
        return fault instanceof BackplaneException known
                ? new ReadException(cause(known.kind()), message(known), known)
                : fault;
    }

    static Cause cause(BackplaneException.Kind kind) {
        return Cause.valueOf(kind.name());
    }

    /** Only a refusal of the whole request says that nothing was changed. */
    static Throwable ofShape(Throwable fault) {
        if (fault instanceof IllegalArgumentException) {
            return new UnacceptableWeightsException(String.valueOf(fault.getMessage()));
        }
        if (status(fault) == 409) {
            return new ConflictException(String.valueOf(fault.getMessage()));
        }
        return status(fault) == 422 || status(fault) == 400
                ? new UnacceptableWeightsException(String.valueOf(fault.getMessage()))
                : ofTarget(fault);
    }

    static Throwable ofTarget(Throwable fault) {
        return status(fault) == 404 ? new UnknownTargetException(String.valueOf(fault.getMessage())) : fault;
    }

    private static int status(Throwable fault) {
        return fault instanceof StatusException answered ? answered.status() : 0;
    }

    private static String message(BackplaneException fault) {
        return String.valueOf(fault.getMessage());
    }
}
