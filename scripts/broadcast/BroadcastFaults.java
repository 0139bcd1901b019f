package broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import reprise.report.Section;

/** What makes figures of a run worthless: counts that do not add up, a late load, and server behaviour that figures cannot show. */
public final class BroadcastFaults {
    private BroadcastFaults() {}

    /** One warning per fault; empty if there is none. */
    public static List<Section> of(BroadcastRun run) {
        var faults = new ArrayList<Section>();
        var why = run.health().spoiledBy();
        if (!why.isEmpty()) {
            faults.add(new Section.Alarm("The load was the bottleneck: " + why
                + ". What was timed then is not the servers', and is neither printed as theirs nor judged; what was counted is."));
        }
        for (var account : run.accounts())
            if (!account.imbalance().isEmpty()) faults.add(Section.Alarm.wrongCount(account.imbalance()));
        for (var server : run.servers()) of(server).forEach(fault -> faults.add(new Section.Alarm(fault)));
        return faults;
    }

    private static List<String> of(ServerFigures server) {
        var faults = new ArrayList<String>();
        var unread = Evidence.unread(server);
        if (!unread.isEmpty())
            faults.add(capital(unread) + ". Deliveries of this server, and what is made of them, are not known.");
        if (server.deliveries().duplicates() > 0) {
            faults.add(String.format(Locale.ROOT,
                "%s delivered %,d times what its listener had already; those are in no figure but 'Came again'.",
                server.name(), server.deliveries().duplicates()));
        }
        if (!server.metricsFault().isEmpty()) {
            faults.add("The metrics of " + server.name() + " " + server.metricsFault()
                + ". What it says of itself is missing where that was so.");
        }
        return faults;
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
