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
 */
public record Note(String who, String reason, Moment since, Optional<Moment> until) {

    public Note {
        Check.that(!reason.isBlank(), "reason: is empty; say why, for those who find it later");
    }

    /** The same with something that has become known since. */
    public Note and(String more) {
        return new Note(who, reason + "; " + more, since, until);
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
