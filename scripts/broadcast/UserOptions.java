package broadcast;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import reprise.experiment.DurationOption;
import reprise.experiment.NumberOption;
import reprise.experiment.OptionGroup;
import reprise.experiment.RunOptions;

/** The options for the users: which of k6's scenarios, how many, and what they do. */
@OptionGroup.In(OptionGroup.LOAD)
public final class UserOptions {
    @Option(names = "--users-scale", paramLabel = "FACTOR", defaultValue = "1",
        description = "Multiply the document's users by FACTOR. Default: 1")
    public double usersScale;
    @Option(names = "--as-described",
        description = "Direct users send, receive, send again and receive, as the document says; by default they send once, as it was run.")
    public boolean asDescribed;
    @OptionGroup.In(OptionGroup.RUN)
    @Option(names = "--only", paramLabel = "NAME,...", hideParamSyntax = true, split = ",",
        description = "Only these scenarios: constVUWith3DirectMessage, rampUp50With100Messages, rampUp50WithSingleMessage.")
    List<String> only = List.of();

    /** Adds to {@code wrong} what is wrong. @param all the scenarios that there are */
    public void check(RunOptions run, List<UserGroup> all, List<String> wrong) {
        if (!(usersScale > 0 && usersScale <= 100))
            wrong.add("--users-scale is " + NumberOption.text(usersScale) + "; it must be above 0 and at most 100, for example 2");
        if ((run.quick || run.duration != null) && run.timeScale != 1)
            wrong.add("--time-scale sets the length, and so does --quick or --duration; give one of them");
        var names = all.stream().map(UserGroup::name).toList();
        for (var name : only)
            if (!names.contains(name)) wrong.add("--only is '" + name + "'; it must be one of " + String.join(", ", names));
    }

    /** Those that are asked for, as many as asked for. */
    public List<UserGroup> asked(List<UserGroup> all, double timeScale) {
        return all.stream().filter(group -> only.isEmpty() || only.contains(group.name()))
            .map(group -> group.scaled(timeScale, usersScale)).toList();
    }

    /** One of them in a line of a plan. */
    public String explained(UserGroup group) {
        return String.format(Locale.ROOT, "%-28s from %s for %s, at most %d users%n    %s", group.name(),
            DurationOption.text(group.startsAt()), DurationOption.text(group.executor().duration()), group.executor().maxUsers(),
            group.does(asDescribed));
    }
}
