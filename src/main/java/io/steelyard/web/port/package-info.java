/**
 * Who may connect to the listener, and how: TLS, client certificates, users with passwords and headers, as a web
 * configuration file in the format of the Prometheus exporters says.
 */
@NullMarked
package io.steelyard.web.port;

import org.jspecify.annotations.NullMarked;
