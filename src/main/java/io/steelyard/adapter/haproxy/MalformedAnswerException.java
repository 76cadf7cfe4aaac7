package io.steelyard.adapter.haproxy;

/** HAProxy's answer is not what the command asks for. */
final class MalformedAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }
}
