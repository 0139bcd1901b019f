package reprise.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;

/** Makes inputs of seeds: the same ones for the same seed of its own. It knows nothing of what they reach; Jazzer does. */
final class Mutation {
    private static final byte[][] ODD = {{0}, {-1}, {127}, {-128}, {0, 0, 0, 0}, {-1, -1, -1, -1}, {127, -1, -1, -1}, {0, 1, 0, 0}, {'"'},
        {'\r', '\n'}, {'\\'}, {(byte) 0xC3, (byte) 0xA9}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, "-0".getBytes(), "1e999".getBytes(),
        "9223372036854775808".getBytes(), "null".getBytes()};
    private static final int MOST_STEPS = 5;
    private final List<byte[]> seeds;
    private final SplittableRandom random;

    Mutation(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        random = new SplittableRandom(seed);
    }

    byte[] next() {
        var input = seeds.get(random.nextInt(seeds.size()));
        for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0; steps--) input = changed(input);
        return input;
    }

    /** A part is left out, repeated, of another seed, an odd value, or a byte that differs by one bit or a little. */
    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(Math.min(input.length - from, 16) + 1);
        var other = seeds.get(random.nextInt(seeds.size()));
        return switch (random.nextInt(6)) {
            case 0 -> joined(input, from, new byte[0], to);
            case 1 -> joined(input, from, ODD[random.nextInt(ODD.length)], from);
            case 2 -> joined(input, from, ODD[random.nextInt(ODD.length)], to);
            case 3 -> joined(input, to, input, to);
            case 4 -> joined(input, from, other, input.length);
            default -> flipped(input);
        };
    }

    private static byte[] joined(byte[] input, int from, byte[] middle, int to) {
        var out = new ByteArrayOutputStream();
        out.write(input, 0, from);
        out.writeBytes(middle);
        out.write(input, to, input.length - to);
        return out.size() > 8192 ? input : out.toByteArray();
    }

    private byte[] flipped(byte[] input) {
        if (input.length == 0) return input;
        var copy = input.clone();
        int at = random.nextInt(copy.length);
        copy[at] = (byte) (random.nextBoolean() ? copy[at] ^ 1 << random.nextInt(8) : copy[at] + random.nextInt(5) - 2);
        return copy;
    }
}
