package reprise.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * Slurm sets the number and the job's tasks in a batch script too, which is one process; a step's id is srun's alone. A whole load where
 * an engine says a part of what a share needs is told; an engine's half word that would make several whole loads is bad input, and so are
 * two engines that say different shares.
 */
@OptionGroup.In(OptionGroup.RUN)
public final class ShareOptions {
    private static final String EXAMPLE = "for example --share 2/4";
    private static final String STEP = "SLURM_STEP_ID";
    private static final String INDEX = "JOB_COMPLETION_INDEX";
    private static final String COMPLETIONS = "JOB_COMPLETIONS";

    /** Where an engine tells the number of a process. @param first the number of the first @param with what else it sets then */
    private record Engine(String name, String number, int first, List<String> counts, List<String> with) {}

    private static final Engine SLURM = new Engine("srun", "SLURM_PROCID", 0, List.of("SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"),
        List.of(STEP));
    private static final Engine KUBERNETES = new Engine("an indexed Job", INDEX, 0, List.of(COMPLETIONS), List.of());
    private static final Engine PARALLEL = new Engine("GNU parallel", "PARALLEL_SEQ", 1, List.of(), List.of());

    /** The share that an engine's words make. */
    private record Said(Engine engine, Share share) {}

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
        return given != null || engines().anyMatch(engine -> count(engine).isPresent());
    }

    /** The part of this process. @throws Failure.BadInput if it cannot be known */
    public Share share() {
        if (given == null) return byEngine().map(Said::share).orElse(Share.WHOLE);
        try {
            return isNumbered() ? numbered().share : Share.parse(given);
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--share: " + e.getMessage(), e);
        }
    }

    private boolean isNumbered() {
        return given != null && given.startsWith("/");
    }

    /** How this process knows its part, or why an engine does not make it one, for the reader of its console; absent for the whole. */
    public Optional<String> told() {
        var share = share();
        if (share.isWhole()) return given == null ? halfSaid() : Optional.empty();
        var by = given == null ? byEngine() : isNumbered() ? Optional.of(numbered()) : Optional.<Said>empty();
        return Optional.of("share " + share + " of the load" + by.map(said -> ", by " + said.engine.number).orElse(""));
    }

    /** Its share, or that it makes the whole although an engine says a part; for {@code --explain}. */
    Optional<String> planned() {
        return share().isWhole() ? told() : Optional.of(share().toString());
    }

    /** That the whole is made although an engine says a part of what a share needs. */
    private Optional<String> halfSaid() {
        var half = engines().filter(engine -> count(engine).isEmpty()).findFirst();
        if (half.isPresent()) return half.map(engine -> "this process makes the whole load: by " + engine.number + " it is number "
            + environment.get(engine.number) + " of " + engine.name + "'s, which does not say of how many; --share /N makes it one of N "
            + "shares");
        boolean isBatch = environment.containsKey(SLURM.number) && !environment.containsKey(STEP);
        return count(SLURM).filter(name -> isBatch && !environment.get(name).equals("1")).map(name -> "this process makes the whole load: "
            + name + " is " + environment.get(name) + ", but it is none of srun's tasks; 'srun' before its command makes the shares");
    }

    /** Those that say which of their processes this is. */
    private Stream<Engine> engines() {
        return Stream.of(SLURM, KUBERNETES, PARALLEL)
            .filter(engine -> environment.containsKey(engine.number) && environment.keySet().containsAll(engine.with));
    }

    /** The variable that says how many there are. */
    private Optional<String> count(Engine engine) {
        return engine.counts.stream().filter(environment::containsKey).findFirst();
    }

    private Optional<Said> byEngine() {
        checkHalves();
        var said = engines().flatMap(engine -> count(engine).stream().map(name ->
            new Said(engine, share(engine, number(name), name)))).filter(each -> !each.share.isWhole()).toList();
        return said.isEmpty() ? Optional.empty() : Optional.of(only(said));
    }

    /** What one process of several lacks, each would make the whole load. */
    private void checkHalves() {
        if (environment.containsKey(COMPLETIONS) && !environment.containsKey(INDEX) && number(COMPLETIONS) != 1)
            throw new Failure.BadInput(COMPLETIONS + " is " + environment.get(COMPLETIONS) + ", and there is no " + INDEX + ", which a Job "
                + "has with completionMode: Indexed; give it that, or give the share, " + EXAMPLE);
        if (environment.containsKey(SLURM.number) && !environment.containsKey(STEP) && number(SLURM.number) > 0)
            throw new Failure.BadInput(SLURM.number + " is " + environment.get(SLURM.number) + ", and there is no " + STEP + ", which srun "
                + "sets for all of its tasks; let the process have it (a container has what is passed to it), or give the share, "
                + EXAMPLE);
    }

    private Said numbered() {
        int of = Share.parse("1" + given).of();
        var all = engines().toList();
        if (all.isEmpty()) throw new Failure.BadInput("--share is " + given + ", and neither srun, an indexed Job nor GNU parallel says "
            + "which of them this is (SLURM_PROCID with SLURM_STEP_ID, JOB_COMPLETION_INDEX, PARALLEL_SEQ); give it, " + EXAMPLE);
        // An engine with fewer processes numbers something else, as the only task of srun does in which GNU parallel runs.
        var enough = all.stream().filter(engine -> count(engine).map(name -> number(name) >= of).orElse(true)).toList();
        if (enough.isEmpty()) throw new Failure.BadInput("--share is " + given + ", and " + all.stream().map(engine ->
            count(engine).map(name -> name + " says " + environment.get(name)).orElseThrow()).collect(Collectors.joining(", "))
            + "; start as many processes as that, or give the share, " + EXAMPLE);
        return only(enough.stream().map(engine -> new Said(engine, share(engine, of, "--share"))).toList());
    }

    private static Said only(List<Said> said) {
        if (said.stream().map(Said::share).distinct().count() == 1) return said.getFirst();
        throw new Failure.BadInput(said.stream().map(each -> "by " + each.engine.number + " this is share " + each.share)
            .collect(Collectors.joining(", and ")) + "; give the one that is meant, " + EXAMPLE);
    }

    private Share share(Engine engine, int of, String by) {
        int number = number(engine.number) - engine.first + 1;
        if (of < 1 || of > Share.MOST) throw new Failure.BadInput(by + " says " + of + " processes; it must be 1 to " + Share.MOST
            + ", or give the share, " + EXAMPLE);
        if (number < 1 || number > of) throw new Failure.BadInput(engine.number + " is " + environment.get(engine.number) + " and " + by
            + " says " + of + " processes, of which the numbers are " + engine.first + " to " + (engine.first + of - 1)
            + "; start as many as that, or give the share, " + EXAMPLE);
        return new Share(number, of);
    }

    private int number(String variable) {
        var text = environment.get(variable);
        if (text.matches("[0-9]{1,9}")) return Integer.parseInt(text);
        throw new Failure.BadInput(variable + " is '" + text + "'; it must be a number as the engine sets it, or give the share, "
            + EXAMPLE);
    }
}
