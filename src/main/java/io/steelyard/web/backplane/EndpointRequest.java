package io.steelyard.web.backplane;

/** The body of {@code PUT /e}. */
record EndpointRequest(String pattern, boolean requireTls) {

    static EndpointRequest of(Members body) {
        return new EndpointRequest(Paths.checked(body.text("Pattern")), body.flag("RequireTLS"));
    }
}
