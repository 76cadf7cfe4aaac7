package io.steelyard.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal that asks a daemon to read its configuration again. */
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /**
     * Runs it at each SIGHUP, which without this would end the process. Where there is no such signal, never.
     *
     * <p>{@code sun.misc.Signal} is the only way and stays for that reason (JEP 260), but the compiler warns of it
     * whatever one says; hence by its name.
     */
    static void run(Runnable reaction) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object react = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, given) -> {
                        if (method.getName().equals("handle")) {
                            reaction.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), react);
        } catch (ReflectiveOperationException none) {
            LOG.info("SIGHUP cannot be heard here ({}); the file is watched all the same", none.toString());
        }
    }
}
