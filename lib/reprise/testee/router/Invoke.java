package reprise.testee.router;

import java.util.Locale;
import java.util.SplittableRandom;

/** How callees that share a procedure divide its calls (WAMP v2, "Shared Registration"). */
enum Invoke {
    /** Allows only one callee. */
    SINGLE,
    FIRST, LAST, ROUNDROBIN, RANDOM;

    /** @return null if the name is unknown */
    static Invoke named(String name) {
        for (var invoke : values()) {
            if (invoke.toString().equals(name)) return invoke;
        }
        return null;
    }

    /** HOT: @param calls number of earlier calls */
    int pick(int callees, long calls, SplittableRandom random) {
        return switch (this) {
            case SINGLE, FIRST -> 0;
            case LAST -> callees - 1;
            case ROUNDROBIN -> (int) (calls % callees);
            case RANDOM -> random.nextInt(callees);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
