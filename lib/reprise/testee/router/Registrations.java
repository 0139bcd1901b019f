package reprise.testee.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.UriMatch;

/**
 * The dealer's registrations: exact names, and patterns, which are tried one by one where no name matches. Confined to the router's
 * loop. Source: WAMP v2, "Pattern-based Registrations": exact before prefix before wildcard, and the best of each.
 */
final class Registrations {
    private final Map<String, Registration> byProcedure = new HashMap<>();
    private final List<Registration> patterns = new ArrayList<>();
    private long ids;

    /** HOT: the registration for a call; null if none. Names under "wamp." are the router's own and match no pattern. */
    Registration route(String procedure) {
        var exact = byProcedure.get(procedure);
        return exact != null || patterns.isEmpty() || procedure.startsWith("wamp.") ? exact : best(procedure);
    }

    private Registration best(String procedure) {
        Registration best = null;
        for (var pattern : patterns) {
            if (!pattern.match.matches(pattern.procedure, procedure)) continue;
            boolean better = best == null || pattern.match.compareTo(best.match) < 0
                || pattern.match == best.match && pattern.match.better(pattern.procedure, best.procedure);
            if (better) best = pattern;
        }
        return best;
    }

    /** Null if there is none of this name and kind. */
    Registration find(String procedure, UriMatch match) {
        if (match == UriMatch.EXACT) return byProcedure.get(procedure);
        for (var pattern : patterns) {
            if (pattern.match == match && pattern.procedure.equals(procedure)) return pattern;
        }
        return null;
    }

    Registration add(String procedure, UriMatch match, Invoke invoke, Procedure local) {
        var registration = new Registration(++ids, procedure, match, invoke, local);
        if (match == UriMatch.EXACT) byProcedure.put(procedure, registration);
        else patterns.add(registration);
        return registration;
    }

    void remove(Registration registration) {
        if (registration.match == UriMatch.EXACT) byProcedure.remove(registration.procedure);
        else patterns.remove(registration);
    }
}
