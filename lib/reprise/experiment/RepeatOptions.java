package reprise.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import picocli.CommandLine.Option;
import reprise.report.RepeatsPlan;
import reprise.sut.Failure;

/** How often an experiment is performed, and in which share of the runs a claim must hold. */
@OptionGroup.In(OptionGroup.RUN)
public final class RepeatOptions {
    static final Set<String> NAMES = Set.of("--repeat", "--seeds", "--hold");
    private static final int MOST = 1000;
    static final String NO_SUITE = "--junit is for one run; leave it out, or ask repeats for --json";

    @Option(names = "--repeat", paramLabel = "N",
        description = "Perform it N times, each with systems of its own and the next seed, and report all together.")
    Integer repeat;

    @Option(names = "--seeds", paramLabel = "A,B,...", hideParamSyntax = true, split = ",",
        description = "Perform it once with each of these seeds.")
    List<Long> seeds;

    @Option(names = "--hold", paramLabel = "SHARE", defaultValue = "1",
        description = "With repeats: the share of runs in which each claim must hold. Default: 1")
    double hold;

    /** Adds a sentence to {@code wrong} for each option that cannot be used. */
    void check(RunOptions run, StringBuilder wrong) {
        if (repeat != null && (repeat < 1 || repeat > MOST))
            wrong.append("--repeat is " + repeat + "; it must be 1 to " + MOST + ", for example 5\n");
        if (!RepeatsPlan.isShare(hold))
            wrong.append("--hold is " + NumberOption.text(hold) + "; it must be a share above 0 and at most 1, for example 0.8\n");
        if (seeds != null && run.isSeedGiven()) wrong.append("--seed and --seeds both set the seed; give one of them\n");
        if (seeds != null && repeat != null && repeat != seeds.size())
            wrong.append("--repeat is " + repeat + " and --seeds has " + seeds.size() + "; give one of them, or as many seeds\n");
        if (isRepeated() && run.ends.junit != null)
            wrong.append(NO_SUITE).append('\n');
        if (hold != 1 && !isRepeated()) wrong.append("--hold is for several runs; give --repeat too, for example --repeat 5\n");
    }

    /** @throws Failure.BadInput if repeats are asked for */
    void checkPart(String part) {
        if (isRepeated())
            throw new Failure.BadInput("--repeat and --seeds are for the whole experiment; the " + part + " alone is performed once");
    }

    /** Whether the runs have a report of their own; also a single one that was asked for as a repeat. */
    boolean isRepeated() {
        return repeat != null || seeds != null;
    }

    <T> List<T> inOrder(Experiment x, List<T> cases) {
        if (!isRepeated()) return cases;
        var shuffled = new ArrayList<>(cases);
        Collections.shuffle(shuffled, new Random(x.seed()));
        x.parameter("order", "shuffled by the seed");
        return shuffled;
    }

    /** @param first of the repeats that have no seeds of their own; the next follow it */
    List<Long> seeds(long first) {
        return seeds != null ? seeds : LongStream.range(first, first + repeat).boxed().toList();
    }
}
