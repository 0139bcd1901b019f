package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import reprise.report.ComparisonFile;
import reprise.report.GroupComparison;
import reprise.report.RunGroup;
import reprise.sut.Failure;

/** A script's command {@code compare}. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Compares runs, or groups of repeats, with the first one: each figure's difference, and whether it is more than chance.",
    "The exit code is 1 if --worse-than is given and a figure is worse by more."})
final class Compare implements Callable<Integer> {
    /** Such as {@code 5%}, as a share. */
    static final class Percent implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (!text.matches("[0-9]+(\\.[0-9]+)?%"))
                throw new TypeConversionException("'" + text + "' is no percentage; write for example 5%");
            return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
        }
    }

    @Parameters(paramLabel = "DIR DIR...", arity = "0..*", hideParamSyntax = true,
        description = "The folder of a run, or of one with --repeat; the first one is the old.")
    private List<Path> folders = List.of();
    @Option(names = "--worse-than", paramLabel = "PERCENT", converter = Percent.class,
        description = "How much worse a figure may be, for example 5%%. Times and memory are worse if they are more, rates if they are "
            + "less, other figures as a claim has it.")
    private Double worseThan;
    @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for the comparison, new or empty. Default: runs/NAME-compare-TIMESTAMP/")
    private Path out;
    @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures from FILE.")
    private Path scenario;
    @Spec
    private CommandSpec spec;
    private final Script script;

    Compare(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException {
        if (folders.size() < 2)
            throw new Failure.BadInput("compare has " + (folders.isEmpty() ? "no folder" : "one folder, " + folders.getFirst())
                + "; give those of two runs or more, the old one first, for example runs/old runs/new");
        if (new HashSet<>(folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList()).size() < folders.size())
            throw new Failure.BadInput("a folder is named twice; give runs that differ");
        var groups = new ArrayList<RunGroup>();
        var names = folders.stream().map(Compare::name).toList();
        boolean areDistinct = new HashSet<>(names).size() == names.size();
        for (int i = 0; i < folders.size(); i++)
            groups.add(RunGroups.read(folders.get(i), areDistinct ? names.get(i) : folders.get(i).toString(),
                each -> script.reportOf(each, scenario)));
        check(groups);
        var comparison = new GroupComparison(groups, worseThan == null ? OptionalDouble.empty() : OptionalDouble.of(worseThan));
        var folder = RunFolder.prepare(out, groups.getFirst().scenario().id() + "-compare", LocalDateTime.now());
        PaperFiles.tell(comparison.paper(GivenCommand.of(spec)), folder, "compare", "compare.json", ComparisonFile.text(comparison));
        return comparison.holds() ? Failure.REPRODUCED : Failure.NOT_REPRODUCED;
    }

    /** The folder's name; that of one of repeats, which is a number, after the name of theirs. */
    private static String name(Path given) {
        var folder = given.toAbsolutePath().normalize();
        var name = String.valueOf(folder.getFileName());
        return name.matches("[0-9]+") && folder.getNameCount() > 1 ? folder.getParent().getFileName() + "/" + name : name;
    }

    /** Groups of other documents, or of other claims, have nothing in common. */
    private static void check(List<RunGroup> groups) {
        var first = groups.getFirst().scenario();
        for (var group : groups) {
            var other = group.scenario();
            if (!other.id().equals(first.id()) || !other.title().equals(first.title()))
                throw new Failure.BadInput(group.name() + " is of '" + other.title() + "', and " + groups.getFirst().name() + " of '"
                    + first.title() + "'; give runs of one document");
        }
    }
}
