package io.steelyard.fault;

/** A moment in a write, or in an order, at which a daemon is killed. */
enum CrashPoint {
    BEFORE_THE_AUDIT_LINE("while the audit line of a write is appended", Left.OLD, false),
    BEFORE_COMPARING("before the weights are compared", Left.OLD, true),
    BEFORE_WRITING("between comparing and writing", Left.OLD, true),
    WITHIN_A_WRITE("when a part of a write has gone out", Left.OLD, true),
    BETWEEN_TWO_WRITES("between the writes of two servers", Left.SOME, true),
    BEFORE_THE_ANSWER("when a write is done, before its answer is heard", Left.NEW, true),
    BEFORE_READING_BACK("before the weights are read back", Left.NEW, true),
    BEFORE_THE_LAST_AUDIT_LINE("when the outcome is known, while its audit line is appended", Left.NEW, true),
    BEFORE_PUTTING_BACK("when a write has met an edit, before the edit is put back", Left.NEW, true),
    WITHIN_AN_ORDER("while the audit line of an order is appended", Left.NEW, false);

    /** Which weights are there afterwards. */
    enum Left {
        OLD("as the operator set them in that moment"),
        SOME("some old, some new"),
        NEW("new");

        private final String words;

        Left(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final String moment;
    private final Left left;
    private final boolean noted;

    CrashPoint(String moment, Left left, boolean noted) {
        this.moment = moment;
        this.left = left;
        this.noted = noted;
    }

    String moment() {
        return moment;
    }

    Left left() {
        return left;
    }

    /** True if the audit log ends with a write whose outcome it does not have. */
    boolean noted() {
        return noted;
    }
}
