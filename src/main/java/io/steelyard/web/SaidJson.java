package io.steelyard.web;

import io.steelyard.config.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The event {@code mode}, and of the status what it has too. */
final class SaidJson {

    private SaidJson() {}

    /**
     * The event {@code mode}: what operators have said, which files of theirs were refused, and which endpoints are
     * left alone.
     */
    record Said(
            ControlJson.Orders orders,
            @Nullable String ordersClosed,
            @Nullable String ordersUnkept,
            @Nullable String auditFault,
            List<Refused> filesRefused,
            List<SuspendedJson.LeftAlone> suspended) {}

    /**
     * A file that was not taken, so that what it said before still counts: the configuration, or that of the listener.
     *
     * @param since when it was refused first
     * @param at when it was last
     * @param why it was read then
     * @param error the first
     * @param errors how many there are
     */
    record Refused(String file, String since, String at, String why, String error, int errors, String remedy) {}

    /** @param closed why no orders are taken; empty if they are */
    static Said of(View view, Optional<String> closed) {
        return new Said(
                ControlJson.of(view),
                Json.orNull(closed),
                Json.orNull(view.unkept()),
                Json.orNull(view.unaudited()),
                refused(view),
                SuspendedJson.of(view));
    }

    static List<Refused> refused(View view) {
        return view.refused().stream().map(SaidJson::refused).toList();
    }

    private static Refused refused(Refusal file) {
        return new Refused(
                file.file(),
                file.since().toString(),
                file.at().toString(),
                file.why(),
                file.lines().get(0),
                file.lines().size(),
                file.remedy());
    }
}
