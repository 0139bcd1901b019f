package reprise.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import reprise.recorder.InvalidFile;
import reprise.recorder.JsonFile;
import reprise.recorder.Numbers;

/**
 * How an experiment was to be repeated.
 *
 * @param runs how many there should be
 * @param hold the share of runs in which a claim must hold
 */
public record RepeatsPlan(int runs, double hold) {
    private record Kept(OptionalInt planned, OptionalDouble hold) {}

    /**
     * What a repeats.json keeps; of one without these keys as many runs were planned as there are, and each claim must hold in all of them.
     *
     * @param found how many runs there are
     * @throws InvalidFile naming the value that cannot be used
     */
    public static RepeatsPlan read(Path file, int found) throws IOException {
        var json = JsonFile.read(file);
        var kept = json.take(Kept.class);
        if (json.isSound("planned") && kept.planned().orElse(1) < 1)
            json.problem("planned", "is " + kept.planned().getAsInt() + "; it must be 1 or more, for example 5");
        double hold = json.isSound("hold") ? kept.hold().orElse(1) : 1;
        if (!isShare(hold))
            json.problem("hold", "is " + Numbers.shortest(hold) + "; it must be a share above 0 and at most 1, for example 0.8");
        json.orThrow();
        return new RepeatsPlan(kept.planned().orElse(found), hold);
    }

    /** Whether claims can hold in such a share of the runs. */
    public static boolean isShare(double hold) {
        return hold > 0 && hold <= 1;
    }
}
