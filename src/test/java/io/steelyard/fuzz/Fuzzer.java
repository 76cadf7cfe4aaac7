package io.steelyard.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.steelyard.testing.Allocation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Feeds a parser with changed samples. An input whose outcome was never seen before becomes a sample itself, so that the
 * search goes where there is something new; the outcome's words, without numbers and quotes, stand for the branches
 * that were taken. The same seed makes the same inputs. {@link GuidedSearch} sees the branches themselves.
 */
public final class Fuzzer {

    /** What one input may make a parser allocate. */
    private static final long MOST = 64L << 20;

    static final int LONGEST = 16_384;
    private static final int SAMPLES_MOST = 2_000;

    private final Random random;
    private final List<byte[]> samples = new ArrayList<>();
    private final List<byte[]> pieces = new ArrayList<>();
    private final Set<String> outcomes = new HashSet<>();

    /** What is tested. */
    @FunctionalInterface
    public interface Parser {
        /** What came of it, in words; a refusal is an outcome, anything thrown is a defect. */
        String outcome(byte[] input) throws Exception;
    }

    /** @param pieces that are put in now and then */
    public Fuzzer(long seed, List<byte[]> samples, List<String> pieces) {
        this.random = new Random(seed);
        this.samples.addAll(samples);
        pieces.forEach(piece -> this.pieces.add(piece.getBytes(UTF_8)));
    }

    /** How many different outcomes there were; fails at the first defect, with its input. */
    public int run(int times, Parser parser) {
        int[] left = {times};
        return run(() -> left[0]-- > 0, parser);
    }

    /** The same, as long as it says so. */
    int run(BooleanSupplier goesOn, Parser parser) {
        samples.forEach(sample -> outcomes.add(shape(one(sample, parser))));
        while (goesOn.getAsBoolean()) {
            byte[] input = samples.get(random.nextInt(samples.size()));
            for (int change = random.nextInt(4); change >= 0; change--) {
                input = changed(input);
            }
            if (outcomes.add(shape(one(input, parser))) && samples.size() < SAMPLES_MOST) {
                samples.add(input);
            }
        }
        return outcomes.size();
    }

    /** The outcome of one input; fails, with the input, if it is a defect. */
    static String one(byte[] input, Parser parser) {
        String[] outcome = {""};
        Runnable parse = () -> {
            try {
                outcome[0] = parser.outcome(input);
            } catch (Exception defect) {
                throw new AssertionError(defect);
            }
        };
        try {
            boolean much = Allocation.of(parse) > MOST;
            // Once more: the first of all inputs pays for loading the classes.
            if (much && Allocation.of(parse) > MOST) {
                throw new AssertionError("more than " + MOST + " bytes were allocated");
            }
        } catch (AssertionError | StackOverflowError | OutOfMemoryError defect) {
            throw new AssertionError(
                    "input " + Base64.getEncoder().encodeToString(input) + " = " + new String(input, ISO_8859_1),
                    defect);
        }
        return outcome[0];
    }

    private static String shape(String outcome) {
        String words = outcome.replaceAll("\"[^\"]*\"|'[^']*'|[0-9]+", "#");
        return words.length() <= 120 ? words : words.substring(0, 120);
    }

    private byte[] changed(byte[] from) {
        int at = random.nextInt(from.length + 1);
        int end = Math.min(from.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
        return switch (random.nextInt(7)) {
            case 0 -> joined(from, at, new byte[0], end);
            case 1 -> joined(from, end, java.util.Arrays.copyOfRange(from, at, Math.max(at, end)), end);
            case 2 -> joined(from, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 3 -> joined(from, at, pieces.get(random.nextInt(pieces.size())), at);
            case 4 -> joined(from, at, pieces.get(random.nextInt(pieces.size())), end);
            case 5 -> {
                byte[] other = samples.get(random.nextInt(samples.size()));
                int cut = random.nextInt(other.length + 1);
                yield joined(from, at, java.util.Arrays.copyOfRange(other, cut, other.length), from.length);
            }
            default -> {
                byte[] flipped = from.clone();
                if (at < flipped.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
        };
    }

    /** The first bytes, then others, then what follows from another place. */
    private static byte[] joined(byte[] from, int until, byte[] others, int on) {
        byte[] all = new byte[Math.min(LONGEST, until + others.length + from.length - on)];
        int first = Math.min(until, all.length);
        System.arraycopy(from, 0, all, 0, first);
        int second = Math.min(others.length, all.length - first);
        System.arraycopy(others, 0, all, first, second);
        System.arraycopy(from, on, all, first + second, all.length - first - second);
        return all;
    }
}
