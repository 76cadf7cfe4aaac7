package io.steelyard.fault;

import io.steelyard.contract.Bench;
import io.steelyard.contract.HaproxyBench;
import io.steelyard.testing.FaultProxy.Toxic;
import io.steelyard.testing.RequiresProgram;
import java.util.List;

/** Over a real HAProxy. */
@RequiresProgram({"haproxy", "jcmd"})
class HaproxySoakIT extends SoakDesk {

    private static final List<String> ANSWERS = List.of(
            "\n",
            "Permission denied\n\n",
            "Unknown command: 'show', but maybe one of the following ones is a better match:\n\n",
            "No such proxy.\n\n",
            "# pxname,svname,\nthree,a,\n\n",
            "Name: HAProxy\nPid: x\n\n");

    @Override
    protected Bench bench() {
        return new HaproxyBench();
    }

    @Override
    protected String name() {
        return "haproxy";
    }

    @Override
    protected Toxic special() {
        return new Toxic.Instead(ANSWERS.get(random.nextInt(ANSWERS.size())));
    }
}
