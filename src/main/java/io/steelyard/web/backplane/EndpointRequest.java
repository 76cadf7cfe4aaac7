package io.steelyard.web.backplane;

/** The body of {@code PUT /e}. */
record EndpointRequest(String pattern, boolean requireTls) {

    static EndpointRequest of(JsonObject body) {
        return new EndpointRequest(RequestPath.checked(body.text("Pattern")), body.flag("RequireTLS"));
    }
}
