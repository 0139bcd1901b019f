package reprise.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/** Ways to split bytes as a socket may: at any place, and the same ones for the same bytes. */
public final class Chunks {
    private static final int OCTET_BY_OCTET = 600;
    private static final int WAYS = 3;
    private static final int SHOWN = 100;

    private Chunks() {}

    /** Checks that a decoder makes the same of the pieces as of the whole. @param result what it makes of pieces that come one by one */
    public static void makeNoDifference(byte[] input, Function<List<byte[]>, String> result) {
        var whole = result.apply(List.of(input));
        for (var pieces : of(input)) {
            var parts = result.apply(pieces);
            if (whole.equals(parts)) continue;
            int from = Math.max(0, Arrays.mismatch(whole.toCharArray(), parts.toCharArray()) - SHOWN);
            throw new AssertionError("in " + pieces.size() + " pieces " + pieces.stream().limit(20).map(piece -> piece.length).toList()
                + " it differs from the whole, from character " + from + " on:\n" + shown(whole, from) + "\n" + shown(parts, from));
        }
    }

    /** For a decoder whose result may depend on what comes together. */
    public static void each(byte[] input, Consumer<List<byte[]>> decoder) {
        decoder.accept(List.of(input));
        for (var pieces : of(input)) decoder.accept(pieces);
    }

    private static String shown(String of, int from) {
        return of.substring(from, Math.min(of.length(), from + 10 * SHOWN));
    }

    private static List<List<byte[]>> of(byte[] input) {
        var random = new SplittableRandom(Arrays.hashCode(input));
        var ways = new ArrayList<List<byte[]>>();
        if (input.length < 2) return ways;
        if (input.length <= OCTET_BY_OCTET) ways.add(split(input, random, 1));
        for (int i = 0; i < WAYS; i++) ways.add(split(input, random, 2 + random.nextInt(input.length)));
        return ways;
    }

    private static List<byte[]> split(byte[] input, SplittableRandom random, int most) {
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < input.length; ) {
            int to = Math.min(input.length, at + 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(input, at, to));
            at = to;
        }
        return pieces;
    }
}
