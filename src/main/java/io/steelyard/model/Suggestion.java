package io.steelyard.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a misspelt word was meant to be. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code did you mean X?}, or else {@code otherwise} with all the words. */
    public static String remedy(String word, Collection<String> words, String otherwise) {
        return nearest(word, words)
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> otherwise + words.stream().sorted().collect(Collectors.joining(", ")));
    }

    /** The known word that is near enough to be meant; case, dashes, underscores and blanks do not count. */
    public static Optional<String> nearest(String word, Collection<String> words) {
        String plain = plain(word);
        int tolerance = Math.max(1, plain.length() / 3);
        return words.stream()
                .filter(known -> distance(plain, plain(known)) <= tolerance)
                .min(Comparator.<String>comparingInt(known -> distance(plain, plain(known)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    // maxStep, max-step and MAX_STEP all mean max_step. Only the beginning of a very long word is looked at.
    private static String plain(String word) {
        return word.substring(0, Math.min(word.length(), 60))
                .replaceAll("[-_ ]", "")
                .toLowerCase(Locale.ROOT);
    }

    /** Edits (insert, delete, replace, swap two neighbours) from one word to the other. */
    private static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, one, other, i, j);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int cheapest(int[][] cost, String one, String other, int i, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
