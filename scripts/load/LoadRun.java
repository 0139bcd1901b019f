package load;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import reprise.experiment.DurationOption;
import reprise.experiment.EndOptions;
import reprise.experiment.LiveConsole;
import reprise.experiment.NumberOption;
import reprise.experiment.RunFolder;
import reprise.experiment.RunReports;
import reprise.experiment.Terminal;
import reprise.experiment.TlsOptions;
import reprise.peer.wrk.WrkText;
import reprise.recorder.Account;
import reprise.recorder.Digits;
import reprise.recorder.Event;
import reprise.recorder.EventLog;
import reprise.recorder.HistogramLog;
import reprise.recorder.LoadFigures;
import reprise.recorder.Origin;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.Share;
import reprise.rendezvous.Starts;
import reprise.report.Percentiles;
import reprise.simulator.http.HttpLoad;
import reprise.simulator.http.HttpLoadPlan;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.http.HttpTotals;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;

/** The load generator on its own, against any HTTP service: wrk's output, then the figures that wrk does not print. */
public final class LoadRun {
    private static final Duration CONNECT = Duration.ofSeconds(5); // before a start whose time is known
    private static final double[] PERCENTILES = {50, 75, 90, 99, 99.9, 99.99, 100};

    /** Names the effect of {@code --warm-up 0s}: the first requests include class loading and JIT compilation. */
    private static final String NOT_WARMED_UP =
        "!! NOT WARMED UP (--warm-up 0s): latencies and requests are those of our own start too; leave the option out to judge the server";

    private LoadRun() {}

    /**
     * @param starts of the load, which stay open
     * @param told takes the figures while it goes
     * @param origin with the thresholds of the load
     * @param out for the run's files; absent if none are asked for
     * @param console shows the load while it runs
     */
    public static int perform(LoadRequest request, HttpLoadPlan plan, Starts starts, EndOptions ends, Optional<LoadFigures> told,
                              Optional<Path> out, Origin origin, LiveConsole console, Interruption interruption) throws IOException {
        var folder = out.map(given -> RunFolder.prepare(given, LoadReport.NAME, LocalDateTime.now()));
        var loops = Sockets.loops("load", plan.ownThreads());
        var clock = starts.clock();
        try {
            var key = new LoadFigures.Key(folder.map(in -> String.valueOf(in.toAbsolutePath().getFileName())).orElse(""), "");
            Done done;
            try (var live = new LiveLoad(console, clock)) { // gone before the text
                done = load(request, plan, loops, starts, live,
                    recorder -> told.ifPresent(to -> to.begin(key, recorder, plan.ownRatePerSec())),
                    interruption);
            }
            told.ifPresent(to -> to.end(key, plan.ownRatePerSec(), Optional.of(done.recording)));
            var began = starts.end();
            int exitCode = report(request, plan, done, began);
            long startWallNs = clock.wallNs(done.startNs);
            var run = LoadReport.of().scenario().judged(LoadReport.run(request, plan, done.totals, done.recording,
                Instant.ofEpochSecond(0, startWallNs), interruption.isAsked(), origin, began));
            boolean hold = thresholds(run);
            if (folder.isPresent()) RunReports.writeSilently(folder.get(), run, LoadReport.of(),
                new RunReports.Measured(HistogramLog.intervals(done.recording), startWallNs), ends);
            else ends.tell(run, LoadReport.of(), folder).ifPresent(lost -> {
                throw lost;
            });
            return hold ? exitCode : Failure.NOT_REPRODUCED;
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput(e.getMessage(), e);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2000);
        }
    }

    /** @param startNs of the clock */
    private record Done(HttpTotals totals, Recording recording, long startNs) {}

    /** Prints a load's notes once its connections are open. If none opens, one sentence says why, and nothing else is printed. */
    private static final class Teller implements EventLog {
        private String who = "load: ";
        private final List<String> kept = new ArrayList<>();
        private final LiveLoad live;
        private boolean open;

        private Teller(LiveLoad live) {
            this.live = live;
        }

        synchronized void warmsUp(Duration length) {
            who = "load, warming up: ";
            kept.add("load: warming up for " + DurationOption.text(length) + ", in no figure; --warm-up 0s leaves it out");
        }

        synchronized void measures() {
            who = "load: ";
        }

        @Override
        public synchronized void note(long atNs, Event.Severity severity, String what) {
            if (open) live.note(who + what, severity);
            else kept.add(who + what);
        }

        synchronized void open() {
            open = true;
            kept.forEach(note -> live.note(note, Event.Severity.WARNING));
        }
    }

    /** @throws Failure.Environment if no connection can be opened: such a load ends before it begins */
    private static Done load(LoadRequest request, HttpLoadPlan plan, EventLoopGroup loops, Starts starts, LiveLoad live,
                             Consumer<Recorder> begins, Interruption interruption) {
        var clock = starts.clock();
        starts.tells((_, severity, what) -> live.note("load: " + what, severity));
        var teller = new Teller(live);
        if (!request.warmUp().isZero()) teller.warmsUp(request.warmUp());
        var load = new HttpLoad(plan, loops, clock, teller);
        try (var _ = interruption.whenAsked(load::stop)) {
            long earlyNs = starts.expect(request.warmUp().plus(CONNECT).toNanos()) - clock.nanos();
            if (earlyNs > 0) await(new CompletableFuture<>().completeOnTimeout(null, earlyNs, TimeUnit.NANOSECONDS), interruption.asked());
            var standing = load.connect().join();
            if (standing.connections() == 0 && standing.refusal().isPresent()) {
                load.close().join();
                throw new Failure.Environment(SocketTrouble.connecting(plan.url().host(), plan.url().port(), standing.refusal().get()),
                    standing.refusal().get());
            }
            teller.open();
            var thrownAway = new Recorder(plan.metrics());
            if (!request.warmUp().isZero()) {
                live.warmsUp(request.warmUp());
                load.warmUp(thrownAway).join();
                load.done().copy().completeOnTimeout(null, request.warmUp().toNanos(), TimeUnit.NANOSECONDS).join();
                teller.measures();
            }
            var recorder = new Recorder(plan.metrics());
            begins.accept(recorder);
            live.measures(recorder, plan.isOpenLoop() ? HttpMetrics.LATENCY : HttpMetrics.SERVICE, request.duration());
            load.prepare(recorder);
            var when = starts.arrive("");
            await(when, interruption.asked(), load.done());
            long atNs = when.isDone() ? when.join() : clock.nanos();
            starts.started(load.start(recorder, atNs).join());
            var totals = load.done().join();
            starts.ended();
            if (!request.warmUp().isZero()) thrownAway.finish(clock.nanos());
            if (interruption.isAsked() && totals.tookNs() == 0) throw new Failure.Environment("interrupted before anything was measured");
            return new Done(totals, recorder.finish(recorder.startNs() + totals.tookNs()), recorder.startNs());
        }
    }

    private static void await(CompletableFuture<?>... any) {
        CompletableFuture.anyOf(any).exceptionally(_ -> null).join();
    }

    private static int report(LoadRequest request, HttpLoadPlan plan, Done done, Starts.Ended began) {
        var totals = done.totals;
        System.out.print(WrkText.of(totals.wrk(), request.url(), request.duration(), request.latency()));
        System.out.println();
        if (!request.share().isWhole()) System.out.println(Share.note(request.share()));
        began.notes().forEach(System.out::println);
        System.out.println(request.warmUp().isZero() ? Terminal.alarm(NOT_WARMED_UP)
            : "Warmed up for " + DurationOption.text(request.warmUp()) + " before, in no figure");
        plan.url().tls().filter(tls -> !tls.isChecked()).ifPresent(_ -> System.out.println(Terminal.alarm("!! " + TlsOptions.UNCHECKED)));
        boolean open = plan.isOpenLoop();
        System.out.printf(Locale.ROOT, "%-24s %7s %7s %7s %7s %7s %7s %7s%n", "Latency as recorded, ms", "50 %", "75 %", "90 %", "99 %",
            "99.9 %", "99.99 %", "max");
        row("  first byte to reply", done.recording.whole(HttpMetrics.SERVICE));
        if (open) row("  intended time to reply", done.recording.whole(HttpMetrics.LATENCY));
        if (plan.url().tls().isPresent()) row("  handshake of TLS", done.recording.whole(HttpMetrics.HANDSHAKE));
        System.out.printf(Locale.ROOT, "Replies: %,d good, %,d unexpected, %,d of status above 399, %,d late%n", totals.requests(),
            totals.unexpected(),
            totals.statusErrors(), totals.lateReplies());
        System.out.printf(Locale.ROOT, "No reply: %,d timed out, %,d read errors, %,d write errors, %,d interrupted by the end%n",
            totals.timeouts() - totals.lateReplies(), totals.readErrors(), totals.writeErrors(), totals.interrupted());
        if (totals.connectErrors() + totals.strays() > 0) {
            System.out.printf(Locale.ROOT, "Connections: %,d could not be opened, %,d had bytes that answer no request%n",
                totals.connectErrors(), totals.strays());
        }
        if (open)
            System.out.printf(Locale.ROOT, "Open loop: %s a second asked, %,d never sent for want of a free connection%n",
                NumberOption.grouped(plan.ownRatePerSec()), totals.unsent());
        for (var sample : totals.samples()) System.out.printf(Locale.ROOT, "Unexpected, %,d times: %s%n", sample.replies(), sample.body());
        if (totals.otherUnexpected() > 0) System.out.printf(Locale.ROOT, "Unexpected, %,d times: others%n", totals.otherUnexpected());
        var wrong = imbalances(totals, done.recording);
        wrong.forEach(imbalance ->
            System.out.println(Terminal.alarm("!! OUR OWN COUNT IS WRONG: " + imbalance + "; trust none of these figures")));
        return wrong.isEmpty() ? exitCode(plan, totals) : Failure.NOT_REPRODUCED;
    }

    /** Tells what became of each threshold. @return whether all of them hold */
    private static boolean thresholds(Run run) {
        boolean hold = true;
        for (var threshold : run.thresholds()) {
            boolean holds = threshold.verdict().isGood();
            var line = threshold.verdict().word().replace('-', ' ') + ": " + threshold.statement()
                + (threshold.measured() == null ? "" : "; it is " + Digits.of(threshold.measured(), 3))
                + (holds ? "" : "; " + threshold.why());
            System.out.println(holds ? line : Terminal.alarm("!! " + line));
            hold &= holds;
        }
        return hold;
    }

    private static List<String> imbalances(HttpTotals totals, Recording recording) {
        return totals.outcomes(recording.whole(HttpMetrics.SERVICE).getTotalCount()).accounts("", totals.wrk().requests()).stream()
            .map(Account::imbalance)
            .filter(imbalance -> !imbalance.isEmpty()).toList();
    }

    private static int exitCode(HttpLoadPlan plan, HttpTotals totals) {
        if (totals.replies() == 0) throw new Failure.Environment("no reply came from " + plan.url() + "; is a server there?");
        boolean clean = totals.requests() + totals.interrupted() == totals.attempts() && totals.connectErrors() + totals.strays() == 0;
        return clean ? Failure.REPRODUCED : Failure.NOT_REPRODUCED;
    }

    private static void row(String what, Histogram histogram) {
        System.out.printf(Locale.ROOT, "%-24s", what);
        for (double percent : PERCENTILES) {
            System.out.print(String.format(Locale.ROOT, " %7s", histogram.getTotalCount() == 0
                || !Percentiles.isCarried(percent, histogram) ? "." : Digits.of(histogram.getValueAtPercentile(percent) / 1e6, 3)));
        }
        System.out.println();
    }
}
