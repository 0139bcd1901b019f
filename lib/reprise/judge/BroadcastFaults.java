package reprise.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What must not go without a word beside the verdict: accounts that do not come out, and what a server did that its figures cannot show.
 */
public final class BroadcastFaults {
    private BroadcastFaults() {}

    /** A sentence each; none where all is well. */
    public static List<String> of(BroadcastRun run) {
        var faults = new ArrayList<String>();
        for (var account : run.accounts()) {
            if (!account.imbalance().isEmpty())
                faults.add("Our own count is wrong: " + account.imbalance() + ". No claim that rests on it is judged.");
        }
        for (var server : run.servers()) {
            if (!unread(server).isEmpty())
                faults.add(capital(unread(server)) + ". Deliveries of this server, and what is made of them, are not known.");
            if (server.deliveries().duplicates() > 0) {
                faults.add(String.format(Locale.ROOT,
                    "%s delivered %,d times what its listener had already; those are in no figure but 'Came again'.",
                    server.name(), server.deliveries().duplicates()));
            }
            if (!server.metricsFault().isEmpty()) {
                faults.add("The metrics of " + server.name() + " " + server.metricsFault()
                    + ". What it says of itself is missing where that was so.");
            }
        }
        return faults;
    }

    /** Empty unless messages came that may be among the lost deliveries. */
    static String unread(ServerFigures server) {
        var received = server.received();
        long unread = server.unread();
        if (unread == 0 || server.deliveries().lost() == 0) return "";
        return String.format(Locale.ROOT,
            "%,d of %,d messages from %s could not be read as deliveries (%,d binary, %,d without a stamp, %,d with a stamp of"
            + " nobody's), so that up to as many of its %,d lost deliveries may have come", unread, received.messages(), server.name(),
            received.binary(),
            received.unstamped(), received.foreign(), server.deliveries().lost());
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
