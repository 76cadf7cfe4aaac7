package io.steelyard.replay;

import io.steelyard.model.Setting;
import io.steelyard.model.SettingException;

/** A route of a scenario file. */
public record FleetRoute(
        @Setting(help = "A name of its own; events name it. Letters, digits, . _ -.")
        String name,

        @Setting(value = "10", min = "1", max = "1000", help = "How many equal backends it has.")
        int backends,

        @Setting(min = "0.001", max = "1000000", help = "Requests per second that one backend can complete.")
        double capacity,

        @Setting(value = "100", min = "0", max = "1000", help = "Its weight at the start.")
        int weight) {

    public FleetRoute {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw new SettingException(
                    "name", "\"" + name + "\" is no name of a route; take up to 63 letters, digits, . _ -");
        }
    }
}
