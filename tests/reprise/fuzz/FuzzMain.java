package reprise.fuzz;

/** What Jazzer runs in its own JVM: one decoding, by its name in the arguments. */
public final class FuzzMain {
    private static Decoding decoding;

    private FuzzMain() {}

    /** Called once by Jazzer, with the words of its {@code --target_args}. */
    public static void fuzzerInitialize(String[] args) {
        decoding = Decodings.named(args[0]);
    }

    /** Called by Jazzer for each input; what it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        decoding.holdsFor(input);
    }
}
