package io.steelyard.model;

import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Who told the agent something, and why.
 *
 * @param who as the person called themselves, or as the listener knows them; not proven beyond the token
 * @param reason in their words; on one line
 * @param since when it was told
 * @param until when it ends by itself; empty: when somebody says so
 * @param inForce false if it has become known that what was told does not count, as the reason says then
 */
public record Note(String who, String reason, Moment since, Optional<Moment> until, boolean inForce) {

    public Note {
        Check.that(!reason.isBlank(), "reason: is empty; say why, for those who find it later");
    }

    /** In force. */
    public Note(String who, String reason, Moment since, Optional<Moment> until) {
        this(who, reason, since, until, true);
    }

    /**
     * The same, but what it says does not count.
     *
     * @param why and what mends it
     */
    public Note notInForce(String why) {
        return new Note(who, reason + "; " + why, since, until, false);
    }

    boolean ended(Moment now) {
        return until.isPresent() && !now.isBefore(until.get());
    }

    /** "by alice: deploy under way", and until when. */
    public String text() {
        return "by " + who + ": " + reason
                + until.map(end -> " (until " + end.wall().truncatedTo(ChronoUnit.SECONDS) + ")")
                        .orElse("");
    }
}
