package reprise.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import reprise.sut.Keeper;

/**
 * The programs that tests start. None of them, and nothing that they start, outlives this JVM, whichever way it ends, even by
 * {@code kill -9}. Scripts among them take it as Ctrl-C, and end their own systems. Any thread.
 */
public final class Children {
    /** Started with the first of them. */
    private static final class Kept {
        private static final Keeper KEEPER = keeper();

        private static Keeper keeper() {
            try {
                return new Keeper();
            } catch (IOException e) {
                throw new UncheckedIOException("no shell can be started that ends what tests start", e);
            }
        }
    }

    private Children() {}

    /** A builder for one of them. */
    public static ProcessBuilder process(List<String> command) {
        return Kept.KEEPER.marking(new ProcessBuilder(command));
    }

    public static ProcessBuilder process(String... command) {
        return process(List.of(command));
    }

    /** Their mark, for a command that clears the environment: {@code env -i}. */
    public static String mark() {
        return Kept.KEEPER.mark();
    }
}
