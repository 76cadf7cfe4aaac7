package io.steelyard.adapter.haproxy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says one thing about a subject, once and not at every poll. */
final class Warnings {

    private static final Logger LOG = LoggerFactory.getLogger(HaproxyBalancer.class);
    private static final int MOST = 1000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void once(String subject, String text) {
        if (said.size() < MOST && said.add(subject)) {
            LOG.warn(text);
        }
    }
}
