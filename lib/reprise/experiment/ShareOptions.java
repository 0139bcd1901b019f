package reprise.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import reprise.recorder.Share;
import reprise.sut.Failure;

/**
 * Which part of a load this process makes, where several make it together. An engine that starts them tells each by its environment:
 * <pre>
 *   engine             number                       how many
 *   Slurm, srun        SLURM_PROCID, from 0         SLURM_STEP_NUM_TASKS, else SLURM_NTASKS; with SLURM_STEP_ID
 *   Kubernetes         JOB_COMPLETION_INDEX, from 0 JOB_COMPLETIONS, which the manifest sets
 *   GNU parallel       PARALLEL_SEQ, from 1         --share /N
 * </pre>
 * Slurm sets the number and the job's tasks in a batch script too, which is one process; a step's id is srun's alone.
 */
@OptionGroup.In(OptionGroup.RUN)
public final class ShareOptions {
    private static final String EXAMPLE = "for example --share 2/4";

    /** Where an engine tells the number of a process. @param first the number of the first @param with what else it sets then */
    private record Engine(String number, int first, List<String> counts, List<String> with) {}

    private static final List<Engine> ENGINES = List.of(
        new Engine("SLURM_PROCID", 0, List.of("SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"), List.of("SLURM_STEP_ID")),
        new Engine("JOB_COMPLETION_INDEX", 0, List.of("JOB_COMPLETIONS"), List.of()),
        new Engine("PARALLEL_SEQ", 1, List.of(), List.of()));

    @Option(names = "--share", paramLabel = "K/N", description = "Make the K-th of N parts of the load; N processes, on this host or on "
        + "others, are exactly the whole. /N: the K of srun, an indexed Job or GNU parallel. Default: by srun or the Job, else 1/1")
    String given;

    private Map<String, String> environment = System.getenv();

    public ShareOptions() {}

    /** @param environment of the process */
    ShareOptions(String given, Map<String, String> environment) {
        this.given = given;
        this.environment = environment;
    }

    /** Adds a sentence if the share cannot be known, or does not go with the other options. */
    void check(RunOptions run, StringBuilder wrong) {
        try {
            if (!share().isWhole() && run.repeats.isRepeated())
                wrong.append("--repeat and --seeds are for one process, and this is share ").append(share())
                    .append(" of several; start all shares again for each repeat\n");
        } catch (Failure.BadInput e) {
            wrong.append(e.getMessage()).append('\n');
        }
    }

    /** Whether the user or an engine says which part it is, also if that is the whole. */
    boolean isGiven() {
        return given != null || engine().isPresent();
    }

    /** The part of this process. @throws Failure.BadInput if it cannot be known */
    public Share share() {
        if (given == null) return byEngine().orElse(Share.WHOLE);
        try {
            return given.startsWith("/") ? numbered(Share.parse("1" + given).of()) : Share.parse(given);
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--share: " + e.getMessage(), e);
        }
    }

    /** How this process knows its part, for the reader of its console; absent for the whole. */
    Optional<String> told() {
        var share = share();
        if (share.isWhole()) return Optional.empty();
        var by = given != null && !given.startsWith("/") ? "" : engine().map(engine -> ", by " + engine.number).orElse("");
        return Optional.of("share " + share + " of the load" + by);
    }

    /** The first whose number is set, and how many there are of it if nobody else says that. */
    private Optional<Engine> engine() {
        return ENGINES.stream().filter(engine -> environment.containsKey(engine.number) && environment.keySet().containsAll(engine.with))
            .filter(engine -> given != null || engine.counts.stream().anyMatch(environment::containsKey)).findFirst();
    }

    private Optional<Share> byEngine() {
        return engine().map(engine -> {
            var count = engine.counts.stream().filter(environment::containsKey).findFirst().orElseThrow();
            return share(engine, number(count), count);
        });
    }

    private Share numbered(int of) {
        return share(engine().orElseThrow(() -> new Failure.BadInput("--share is " + given + ", and neither srun, an "
            + "indexed Job nor GNU parallel says which of them this is (SLURM_PROCID with SLURM_STEP_ID, JOB_COMPLETION_INDEX, "
            + "PARALLEL_SEQ); give it, " + EXAMPLE)), of, "--share");
    }

    private Share share(Engine engine, int of, String by) {
        int number = number(engine.number) - engine.first + 1;
        try {
            return new Share(number, of);
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput(engine.number + " is " + environment.get(engine.number) + " and " + by + " says " + of
                + " processes, of which the numbers are " + engine.first + " to " + (engine.first + of - 1)
                + "; start as many as that, or give the share, " + EXAMPLE, e);
        }
    }

    private int number(String variable) {
        var text = environment.get(variable);
        if (text.matches("[0-9]{1,9}")) return Integer.parseInt(text);
        throw new Failure.BadInput(variable + " is '" + text + "'; it must be a number as the engine sets it, or give the share, "
            + EXAMPLE);
    }
}
