package io.steelyard.backplane;

import java.util.function.Consumer;

/**
 * Is told what goes over the wire, as it is sent but for the token. One that stands in the Reactor context of a call,
 * under this class, is told of the requests that this call sends without reading an answer, such as a shape:
 * {@code client.shape(…).contextWrite(context -> context.put(WireListener.class, listener))}. Called on the calls' own
 * threads; it must be quick.
 */
@FunctionalInterface
public interface WireListener {

    /**
     * A request was sent.
     *
     * @param request its line, headers and body
     * @return takes the answer: status line, headers and the first part of the body
     */
    Consumer<String> sent(String request);
}
