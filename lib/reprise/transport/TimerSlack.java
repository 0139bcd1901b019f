package reprise.transport;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Linux may end a thread's waits up to 50 µs late to batch wake-ups. A loop that paces sends, or delays them by 40 µs, asks for 1
 * ns: {@code prctl(PR_SET_TIMERSLACK, 1)} (man 2 prctl), through the foreign function API. The setting lasts as long as the calling
 * thread. Other systems have no such setting, and nothing happens there.
 */
public final class TimerSlack {
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int PR_GET_TIMERSLACK = 30;
    private static final MethodHandle PRCTL = System.getProperty("os.name").equals("Linux") ? prctl() : null;

    private TimerSlack() {}

    /** Shrinks the calling thread's slack; returns whether that worked. */
    public static boolean shrink() {
        return PRCTL != null && call(PR_SET_TIMERSLACK, 1) == 0;
    }

    /** The calling thread's slack, or -1 where there is none. */
    public static int slackNs() {
        return PRCTL == null ? -1 : call(PR_GET_TIMERSLACK, 0);
    }

    private static int call(int option, long value) {
        try {
            return (int) PRCTL.invokeExact(option, value, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("prctl(" + option + ", " + value + ") could not be called", e);
        }
    }

    /** The function {@code int prctl(int option, ...)}; null if the C library lacks it or native access is denied. */
    private static MethodHandle prctl() {
        try {
            var linker = Linker.nativeLinker();
            var longs = ValueLayout.JAVA_LONG;
            return linker.defaultLookup().find("prctl").map(address -> linker.downcallHandle(address,
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, longs, longs, longs, longs),
                Linker.Option.firstVariadicArg(1))).orElse(null);
        } catch (UnsupportedOperationException | IllegalCallerException _) {
            return null;
        }
    }
}
