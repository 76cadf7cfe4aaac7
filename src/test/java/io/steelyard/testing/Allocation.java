package io.steelyard.testing;

import java.lang.management.ManagementFactory;

/** Bytes that this thread allocates: a measure of work that does not depend on how busy the machine is. */
public final class Allocation {

    private Allocation() {}

    /** Of one run, whatever it throws. */
    public static long of(Runnable work) {
        if (!(ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads)) {
            throw new IllegalStateException("this JVM does not count allocations");
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            work.run();
        } finally {
            before = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return before;
    }
}
