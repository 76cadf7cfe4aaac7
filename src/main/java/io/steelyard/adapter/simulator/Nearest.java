package io.steelyard.adapter.simulator;

import java.util.Comparator;
import java.util.List;

/** Finds the word that somebody probably meant. */
final class Nearest {

    private static final int MOST_EDITS = 3;

    private Nearest() {}

    /** {@code "; did you mean X?"}, or nothing if no word is near. */
    static String hint(String word, List<String> known) {
        return known.stream()
                .filter(each -> edits(word, each) <= Math.min(MOST_EDITS, each.length() / 2))
                .min(Comparator.comparingInt(each -> edits(word, each)))
                .map(each -> "; did you mean " + each + "?")
                .orElse("");
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(diagonal + change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
