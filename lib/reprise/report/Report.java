package reprise.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.Quantity;
import reprise.judge.Reading;
import reprise.judge.Readings;
import reprise.judge.Scenario;
import reprise.recorder.Account;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.RunDetails;

/**
 * A report as a script declares it: the claims, then its sections in this order, in every medium.
 * {@snippet :
 * Report.of(document, MEASURES).section(run -> table.table("Calls", run)).section(run -> table.chart("Calls", "throughput", run))
 *     .summary().byLength(SENT).label(run -> "emulated", NETWORK).accounts(run -> accounts(run));
 * }
 * Charts appear on the page, and in the RST file as files of their own. On the console, which is read from its end, long texts come first.
 */
public final class Report implements DocumentReport {
    /** Sections of some media. */
    private record Part(Set<Medium> media, Function<Run, List<Section>> sections) {}

    private final Scenario scenario;
    private final List<Measure<Run>> measures;
    private final List<Part> parts = new ArrayList<>();
    private final List<Function<Run, List<Section>>> alarms = new ArrayList<>();
    private final Map<String, Function<Run, String>> labels = new LinkedHashMap<>();
    private final Set<String> byLength = new HashSet<>();
    private final List<Function<Told, Optional<String>>> happened = new ArrayList<>();
    private Optional<RunDetails.Reader<?>> earlier = Optional.empty();
    private Optional<RunDetails.Reader<?>> details = Optional.empty();
    private Optional<Function<Throwable, String>> told = Optional.empty();
    private Function<Run, List<RunColumn>> shown = run -> RunColumn.all(run.seconds());

    private Report(Scenario scenario, List<Measure<Run>> measures) {
        this.scenario = scenario;
        this.measures = List.copyOf(measures);
        alarms.add(PhaseAlarms::of);
    }

    /**
     * @param measures of a run of this document, in the order of run.json
     * @throws IllegalArgumentException if two of them or two claims have the same id, or a claim names an unknown measure
     */
    public static Report of(Scenario scenario, List<Measure<Run>> measures) {
        Declared.checkDistinct("measures", measures.stream().map(Measure::id).toList());
        Declared.checkDistinct("claims", scenario.claims().stream().map(Claim::id).toList());
        for (var claim : scenario.claims()) Declared.check(claim, Measure.quantities(measures));
        return new Report(scenario, measures);
    }

    /** Adds a section: a table, a figure, sentences, or texts side by side. */
    public Report section(Function<Run, Section> section) {
        return sections(run -> List.of(section.apply(run)));
    }

    /** Adds sections that a run may have, or not. */
    public Report sections(Function<Run, List<Section>> sections) {
        parts.add(new Part(EnumSet.allOf(Medium.class), sections));
        return this;
    }

    /** Adds sections of one medium, such as a table of all seconds, which is too long for others. */
    public Report only(Medium medium, Function<Run, List<Section>> sections) {
        parts.add(new Part(EnumSet.of(medium), sections));
        return this;
    }

    /** Adds the table of the document's summary. The keys of its lines are keys of the run's summary, or ids of measures. */
    public Report summary() {
        return summary("Summary", Section.Column.of("figure", 0));
    }

    /** The same in the document's words. */
    public Report summary(String heading, Section.Column first) {
        return section(run -> new Section.Table("summary", heading, "", "",
            SummaryTable.columns(first, SummaryTable.hasPublished(scenario)),
            scenario.summary().stream().map(line -> SummaryTable.row(scenario, line, line.label() + labelOf(run, line.key()),
                SummaryTable.figure(run, line), Lengths.of(run, this))).toList(), ""));
    }

    private String labelOf(Run run, String measure) {
        var label = label(run, measure);
        return label.isEmpty() ? "" : " (" + label + ")";
    }

    /** Names measures, and keys of the summary, that depend on the run's length: totals, and maxima. */
    @SafeVarargs
    public final Report byLength(Measure<Run>... which) {
        for (var measure : which) byLength.add(measure.id());
        return this;
    }

    /** The same by keys. */
    public Report byLength(Set<String> keys) {
        byLength.addAll(keys);
        return this;
    }

    /** Adds a label, such as "emulated", to this run's figures of measures; empty for a run that needs none. */
    @SafeVarargs
    public final Report label(Function<Run, String> label, Measure<Run>... which) {
        for (var measure : which) labels.put(measure.id(), label);
        return this;
    }

    /**
     * Adds a sentence of what happened, for below the verdict. It is left out of a run that has no figure of one of these measures.
     * {@snippet :
     * report.happened(it -> "Sending stood still for " + it.words(OUTAGE) + ".", OUTAGE);
     * }
     */
    public Report happened(Function<Told, String> sentence, Measure<?>... from) {
        var needed = List.of(from);
        happened.add(it -> needed.stream().allMatch(each -> it.figure(each).isPresent())
            ? Optional.of(sentence.apply(it)) : Optional.empty());
        return this;
    }

    /** Adds a warning that makes figures worthless, in red; absent for a run without a reason for it. */
    public Report alarm(Function<Run, Optional<String>> alarm) {
        alarms.add(run -> alarm.apply(run).<Section>map(Section.Alarm::new).stream().toList());
        return this;
    }

    /** Adds such warnings, as many as a run has reasons for. */
    public Report alarms(Function<Run, List<Section>> warnings) {
        alarms.add(warnings);
        return this;
    }

    /** Adds a warning for each of these accounts that does not balance. */
    public Report accounts(Function<Run, List<Account>> accounts) {
        alarms.add(run -> accounts.apply(run).stream().map(Account::imbalance).filter(imbalance -> !imbalance.isEmpty())
            .<Section>map(Section.Alarm::wrongCount).toList());
        return this;
    }

    /** Also reports runs of earlier versions, which had another form. */
    public Report earlier(RunDetails.Reader<?> form) {
        earlier = Optional.of(form);
        return this;
    }

    /** Reports runs of a single phase, whose run.json has this part in place of phases. */
    public Report details(RunDetails.Reader<?> part) {
        details = Optional.of(part);
        return this;
    }

    /**
     * Goes on after a measure or a section of the script's own that throws: a sentence on it takes its place. Otherwise it is thrown.
     *
     * @param sentence keeps the fault, and words it
     */
    public Report telling(Function<Throwable, String> sentence) {
        told = Optional.of(sentence);
        return this;
    }

    private <T> T orTold(Supplier<T> made, Function<String, T> instead) {
        if (told.isEmpty()) return made.get();
        try {
            return made.get();
        } catch (RuntimeException | Error fault) { // also an error such as a failed assertion
            return instead.apply(told.get().apply(fault));
        }
    }

    private static List<Section> left(String why) {
        return List.of(new Section.Alarm("A section is left out: " + why));
    }

    public boolean isOfPhases() {
        return details.isEmpty();
    }

    /** The columns in the page's table of seconds; by default all. */
    public Report columns(Function<Run, List<RunColumn>> ofSeconds) {
        shown = ofSeconds;
        return this;
    }

    public List<Measure<Run>> measures() {
        return measures;
    }

    @Override
    public List<Quantity> quantities() {
        return Measure.quantities(measures);
    }

    /** The run with its measures; one that it withdraws has the run's reason. */
    public Run measured(Run run) {
        return Readings.into(run, measures.stream().map(measure -> new Measure<Run>(measure.quantity(),
            each -> orTold(() -> Readings.finite(measure.of(each)), Reading::byRun))).toList());
    }

    @Override
    public Scenario scenario() {
        return scenario;
    }

    @Override
    public RunDetails.Reader<?> details() {
        if (details.isPresent()) return details.get();
        var phases = Phases.READER.measuring(measures.stream().map(Measure::id).toList());
        return earlier.isPresent() ? phases.orEarlier(earlier.get()) : phases;
    }

    @Override
    public Set<String> byLength() {
        return byLength;
    }

    @Override
    public List<RunColumn> shownSeconds(Run run) {
        return orTold(() -> shown.apply(run), _ -> RunColumn.all(run.seconds()));
    }

    @Override
    public List<String> happened(Run run) {
        var it = new Told(run, this);
        return happened.stream()
            .flatMap(each -> orTold(() -> each.apply(it), why -> Optional.of("A sentence is left out: " + why)).stream()).toList();
    }

    @Override
    public String label(Run run, Claim claim) {
        return label(run, claim.measure().id());
    }

    private String label(Run run, String measure) {
        return orTold(() -> labels.getOrDefault(measure, _ -> "").apply(run), _ -> "");
    }

    @Override
    public List<Section> alarms(Run run) {
        return alarms.stream().flatMap(each -> orTold(() -> each.apply(run), Report::left).stream()).toList();
    }

    @Override
    public List<Section> console(Run run) {
        var all = sections(run, Medium.CONSOLE).filter(section -> !(section instanceof Figure)).toList();
        return Stream.concat(all.stream().filter(section -> section instanceof Section.SideBySide),
            all.stream().filter(section -> !(section instanceof Section.SideBySide))).toList();
    }

    @Override
    public List<Section> page(Run run) {
        return Stream.concat(Stream.of(new Section.Claims()), sections(run, Medium.PAGE)).toList();
    }

    @Override
    public List<Section> rst(Run run) {
        return Stream.concat(Stream.of(new Section.Claims()), sections(run, Medium.RST)).toList();
    }

    /** The charts of the RST file. */
    @Override
    public List<Figure> files(Run run) {
        return sections(run, Medium.RST).filter(section -> section instanceof Figure).map(section -> (Figure) section).toList();
    }

    private Stream<Section> sections(Run run, Medium medium) {
        boolean differ = Lengths.of(run, this).differ();
        var ofTls = new Part(EnumSet.allOf(Medium.class), HandshakeTable::of); // whatever the script, its load may have gone over TLS
        return Stream.concat(parts.stream(), Stream.of(ofTls)).filter(part -> part.media.contains(medium))
            .flatMap(part -> orTold(() -> part.sections.apply(run), Report::left).stream().map(section -> switch (section) {
                case Figure figure when figure.file().isEmpty() && part.media.contains(Medium.RST) ->
                    figure.inFile(fileName(figure.heading()));
                case Section.Table table when !differ -> table.unmarked();
                case Figure _, Section.Table _, Section.Claims _, Section.Tallies _, Section.Alarm _, Section.Sentences _,
                    Section.SideBySide _ -> section;
            }));
    }

    /** Such as {@code rpc_throughput_cmsm_call.svg}. */
    private String fileName(String heading) {
        return (scenario.id() + " " + heading).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_") + ".svg";
    }
}
