package io.steelyard.backplane;

import java.io.IOException;

/** A structural fault, which rejects the whole answer. The message holds nothing of the answer itself. */
final class Malformed extends IOException {

    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message);
    }
}
