package io.steelyard.adapter.haproxy;

import java.util.OptionalLong;

/**
 * A server as one reading saw it.
 *
 * @param id unique among all servers of an HAProxy, and how {@code set weight} names it
 * @param backup true if it gets requests only while no other server is up
 * @param weight the weight that was configured or set, also of a server that is down
 * @param inFlight requests that it works on
 * @param queued requests that wait for this server and no other
 * @param sessions all that ever began
 * @param requests all that were ever answered; empty in mode tcp
 * @param errors failed attempts: connections, broken answers, retries and answers with 5xx
 * @param responseMillis mean time over its last requests
 */
record Server(
        String id,
        String proxy,
        String name,
        String status,
        String address,
        boolean backup,
        int weight,
        long inFlight,
        long queued,
        long sessions,
        OptionalLong requests,
        OptionalLong errors,
        OptionalLong responseMillis) {

    /** Nothing that a reading could have in common with. */
    static final Server NONE = new Server(
            "/", "", "", "", "", false, 0, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** @param before what stood at this place in the reading before, or {@link #NONE}: texts that are the same are taken over */
    static Server of(Row row, Server before) {
        String proxy = row.text(Column.PXNAME, before.proxy);
        String name = row.text(Column.SVNAME, before.name);
        boolean same = proxy.equals(before.proxy) && name.equals(before.name);
        OptionalLong requests = row.number(Column.REQ_TOT);
        return new Server(
                same ? before.id : proxy + "/" + name,
                proxy,
                name,
                row.text(Column.STATUS, before.status),
                row.text(Column.ADDR, before.address),
                row.number(Column.BCK).orElse(0) > 0,
                (int) Math.min(row.required(Column.UWEIGHT), Integer.MAX_VALUE),
                row.required(Column.SCUR),
                row.number(Column.QCUR).orElse(0),
                row.required(Column.STOT),
                requests,
                sum(row, Column.ECON, Column.ERESP, Column.WRETR, Column.HRSP_5XX),
                row.number(requests.isPresent() ? Column.RTIME : Column.TTIME));
    }

    /**
     * True if HAProxy sends it new requests. A server that goes down or comes up says so with its checks' count, as in
     * {@code UP 1/3}; one in maintenance or draining, or that answers 404 to its check (NOLB), gets none.
     */
    boolean usable() {
        return status.equals("no check") || status.equals("UP") || status.startsWith("UP ");
    }

    /**
     * Requests at it: in its hands, in its queue, and its part of the proxy's queue.
     *
     * @param queuedEach as {@link Proxy#queuedEach} says
     */
    double load(double queuedEach) {
        long own = inFlight + queued;
        return usable() ? own + queuedEach : own;
    }

    private static OptionalLong sum(Row row, Column... columns) {
        long sum = 0;
        boolean any = false;
        for (Column column : columns) {
            OptionalLong value = row.number(column);
            sum += value.orElse(0);
            any |= value.isPresent();
        }
        return any ? OptionalLong.of(sum) : OptionalLong.empty();
    }
}
