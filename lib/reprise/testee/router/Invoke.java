package reprise.testee.router;

import java.util.Locale;
import java.util.SplittableRandom;

/** Which of the callees that share a procedure gets the next call (WAMP v2, "Shared Registration"). */
enum Invoke {
    /** One callee only. */
    SINGLE,
    FIRST, LAST, ROUNDROBIN, RANDOM;

    /** @return null if there is none of that name */
    static Invoke named(String name) {
        for (var invoke : values()) {
            if (invoke.toString().equals(name)) return invoke;
        }
        return null;
    }

    /** HOT: @param calls before this one */
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
