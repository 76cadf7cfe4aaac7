package io.steelyard.web;

import reactor.netty.ChannelBindException;

/** An address cannot be listened on. The message names it and says what to do. */
public final class ListenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ListenException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param setting where another address can be given, such as {@code http.listen or --http} */
    public static ListenException of(String host, int port, String setting, Throwable error) {
        Throwable reason = error instanceof ChannelBindException && error.getCause() != null ? error.getCause() : error;
        boolean taken = String.valueOf(reason.getMessage()).contains("in use");
        String why = taken ? "the port is taken by another program" : String.valueOf(reason.getMessage());
        return new ListenException(
                "cannot listen on " + host + ":" + port + ": " + why + "; choose another address with " + setting
                        + " (port 0 takes a free one)",
                error);
    }
}
