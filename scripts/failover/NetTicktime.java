package failover;

import java.time.Duration;
import java.util.List;
import reprise.experiment.DurationOption;
import reprise.sut.NodeSettings;

/** The option {@code --net-ticktime}. */
final class NetTicktime {
    private NetTicktime() {}

    /** @param given null if it is not given. @param wrong gets a sentence if it cannot be */
    static void check(Duration given, List<String> wrong) {
        if (given == null) return;
        var least = NodeSettings.LEAST_TICKTIME;
        var most = NodeSettings.MOST_TICKTIME;
        if (given.compareTo(least) >= 0 && given.compareTo(most) <= 0 && given.getNano() == 0) return;
        wrong.add("--net-ticktime is " + DurationOption.text(given) + "; it must be whole seconds from " + DurationOption.text(least)
            + " to " + DurationOption.text(most) + ", for example 15s");
    }
}
