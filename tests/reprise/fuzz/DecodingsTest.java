package reprise.fuzz;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each decoder on its valid inputs and on some hundred that are made of them; {@code --fuzz} goes on from there, guided by coverage. */
@Tag("alone")
final class DecodingsTest {
    private static final int INPUTS = 300;

    static Stream<Decoding> decodings() {
        return Decodings.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("decodings")
    void decoding_ofSeedsAndTheirMutations_holds(Decoding decoding) {
        for (var seed : decoding.seeds()) check(decoding, seed);
        check(decoding, new byte[0]);
        var mutation = new Mutation(decoding.seeds(), 1);
        for (int i = 0; i < INPUTS; i++) check(decoding, mutation.next());
    }

    private static void check(Decoding decoding, byte[] input) {
        try {
            decoding.holdsFor(input);
        } catch (Throwable broken) {
            throw new AssertionError(decoding.name() + " of " + HexFormat.of().formatHex(input) + ": " + broken, broken);
        }
    }
}
