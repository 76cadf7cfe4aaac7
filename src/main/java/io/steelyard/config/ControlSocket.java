package io.steelyard.config;

import java.nio.file.Path;

/** Where HAProxy's runtime API listens. */
public sealed interface ControlSocket {

    /** This socket as whoever stands in the folder calls it: a relative path starts there. */
    ControlSocket from(Path folder);

    /** A UNIX socket. */
    record Unix(Path path) implements ControlSocket {
        @Override
        public ControlSocket from(Path folder) {
            return new Unix(folder.resolve(path).normalize());
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A TCP socket. */
    record Tcp(HostPort address) implements ControlSocket {
        @Override
        public ControlSocket from(Path folder) {
            return this;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** A text with a slash is a path, any other must be HOST:PORT. */
    static ControlSocket parse(String text) {
        if (text.indexOf('/') >= 0) {
            return new Unix(Scalars.path(text));
        }
        try {
            return new Tcp(HostPort.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is no socket; write a path such as /run/haproxy/admin.sock, or HOST:PORT", e);
        }
    }
}
