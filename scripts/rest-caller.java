///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES caller/Parts.java
//SOURCES load/Parts.java
//JAVA_OPTIONS -Xms128m -Xmx192m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RestCaller
//DESCRIPTION Performs Crossbar's REST caller benchmark again: HTTP calls through a WAMP router to callees attached in four ways.

import caller.*;
import java.time.Duration;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;
import load.*;
import picocli.CommandLine.*;
import reprise.experiment.*;
import reprise.judge.*;
import reprise.recorder.*;
import reprise.report.*;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.RouterUnderTest;
import reprise.sut.RouterUnderTest.Attachment;
import reprise.transport.http.HttpUrl;

/*
 * The document: Crossbar.io examples, REST caller performance (rest/caller_performance).
 * What was done: wrk POSTs calls to a WAMP router, one connection (-t1 -c1) or two hundred (-t4 -c200), over loopback and over 10GbE.
 * Four procedures, each answered by a callee that is attached in another way: in the router process, by WebSocket, and by a Unix-domain
 * socket with MessagePack or JSON; then four callees that share one procedure.
 * What it claims: concurrency multiplies throughput, a callee in the router beats one behind a socket, four shared callees do not raise
 * throughput, and the network costs sequential callers most. Its sub2 rows time error replies. wrk's output: scenarios/rest-caller.json.
 */
@Command(name = "rest-caller", sortOptions = false, mixinStandardHelpOptions = true, version = "rest-caller " + Origin.Tool.VERSION,
    description = "Performs Crossbar's REST caller benchmark again: HTTP calls through a WAMP router to callees attached in four ways.")
final class RestCaller extends Script {
    // ---- set-up: the document's values
    private static final Duration LENGTH = Duration.ofSeconds(30); // wrk -d30s
    private static final Duration TIMEOUT = Duration.ofSeconds(2); // wrk's default
    private static final Duration WARM_UP = Duration.ofSeconds(10); // ours, at most: until the rate has settled
    private static final Shape ONE = new Shape("sequential", 1, 1); // wrk -t1 -c1
    private static final Shape MANY = new Shape("concurrent", 4, 200); // wrk -t4 -c200
    private static final String PATH = "/call?seq="; // wrk's script counts up from 0 on each thread
    private static final double NETWORK_ADDS_US = 40; // between the medians of one caller of add2, 136 and 96 us
    private static final Map<String, String> WRK_URLS = Map.of("loopback", "http://127.0.0.1:8080", "network", "http://10.0.1.2:8080");
    private static final int SHARED_CALLEES = 4; // processes that register one procedure; the router takes them in turn
    private static final Callee ADD = new Callee("add2", Attachment.IN_ROUTER, Calls.reply("add2"), "add2 in the router", "in the router");
    private static final Callee SUB = new Callee("sub2", Attachment.NONE, "{\"error\":\"wamp.error.no_such_procedure\"}",
        "sub2, error reply", "not registered"); // as published
    private static final Callee SUB_AS_MEANT = new Callee("sub2", Attachment.WEBSOCKET_JSON, Calls.reply("sub2"), "sub2 as meant",
        "WebSocket, JSON");
    private static final Callee MUL = new Callee("mul2", Attachment.UNIX_MSGPACK, Calls.reply("mul2"), "mul2, MessagePack",
        "Unix socket, MessagePack");
    private static final Callee DIV = new Callee("div2", Attachment.UNIX_JSON, Calls.reply("div2"), "div2, JSON", "Unix socket, JSON");
    private static final Callee SHARED = new Callee("add2", Attachment.SHARED_UNIX_MSGPACK, ADD.reply(), "four add2",
        "four, Unix socket, MessagePack");
    private static final List<Case> CASES = Stream.concat(Stream.of(false, true).flatMap(network -> Stream.of(ONE, MANY)
        .flatMap(shape -> Stream.of(ADD, SUB, SUB_AS_MEANT, MUL, DIV).map(callee -> of(network, shape, callee)))),
        Stream.of(of(true, ONE, SHARED), of(true, MANY, SHARED))).toList();

    private static Case of(boolean network, Shape shape, Callee callee) {
        var group = callee == SHARED ? "shared" : (network ? "network-" : "local-") + shape.name();
        return new Case(callee == SHARED ? "shared-" + shape.name() : group + "-" + callee.procedure()
            + (callee == SUB_AS_MEANT ? "-as-meant" : ""), group, network, shape, callee);
    }

    @Mixin OnlyOption only = new OnlyOption();
    @Mixin Targets targets = new Targets();
    private Published published; // wrk's output

    public static void main(String[] args) { run(new RestCaller(), args); }

    // ---- method
    @Override protected void perform(Experiment x) throws Exception {
        var router = targets.areFor(asked()) ? Optional.<RouterUnderTest>empty()
            : Optional.of(x.start("the router and its callees", () -> targets.own(x, SHARED_CALLEES)));
        for (var each : inOrder(x, CASES)) {
            if (whyNot(each).isEmpty()) perform(x, router, each);
            else x.notAsked(each.id(), whyNot(each));
        }
    }

    /** Attaches the callee, tries one call, warms up until the rate settles, and measures on the same connections. */
    private void perform(Experiment x, Optional<RouterUnderTest> router, Case each) {
        if (x.interruption().isAsked()) return;
        var url = targets.at(each, router);
        switch (probe(each, url)) {
            case Probe.Unusable unusable -> x.leaveOut(each.id(), unusable.why());
            case Probe.Fits(var reply) -> x.measure(each.id(), HttpCallers.of(HttpCallers
                .plan(url.withTarget(PATH + "{n}"), "application/json", body(each), each.shape().connections())
                .onThreads(each.shape().threads()).lasting(length().toNanos()).withTimeout(TIMEOUT.toNanos()).expecting(reply)
                .withLinkDelay(each.network() && targets.of(each).isEmpty() ? Math.round(NETWORK_ADDS_US * 1e3) : 0), x),
                length(), Until.settled(warmUp(x.seconds().isEmpty())));
        }
    }

    /** Of a quick run the first phase alone has time to compile the router's and the load's code, on a slow host too. */
    private Duration warmUp(boolean isFirst) { return !run.quick ? WARM_UP : isFirst ? Duration.ofSeconds(5) : Duration.ofMillis(600); }

    private static String body(Case each) { return Calls.body(each.callee().procedure()); }

    private static Probe probe(Case each, HttpUrl url) { return Probe.of(url.withTarget(PATH + "0"), body(each), each.callee().reply()); }

    // ---- measures
    private static Measure<Run> figure(String id, String label, Unit unit, Function<Run, Reading> of) {
        return new Measure<>(id, label, unit, 2, run -> of.apply(run).map(RunRows::rounded));
    }

    private static Reading perSec(Run run, Case each) { return HttpReadings.perSec(run, each.id()); }

    private static Measure<Run> ratio(String id, String label, String words, Case of, Case to) {
        return figure(id, label, Unit.times(words), run -> perSec(run, of).over(perSec(run, to)));
    }

    private static Measure<Run> total(String id, String label, ToDoubleFunction<Phase> of) {
        return figure(id, label, Unit.COUNT, run -> new Reading.Value(Phases.of(run).phases().stream().mapToDouble(of).sum()));
    }

    private static Measure<Run> replyBytes(String id, String label, Case of) {
        return figure(id, label, Unit.BYTES, run -> HttpReadings.wrk(run, of.id(), wrk -> wrk.readBytes() / wrk.requests()));
    }

    private static Measure<Run> cpu(String id, String label, Predicate<String> process) {
        return figure(id, label, Unit.PERCENT, run -> PhaseReadings.largestCpuPercent(run, of(true, MANY, SHARED).id(), process));
    }

    private static final Measure<Run> CONCURRENCY = ratio("concurrencyGain", "add2's rate of requests from 200 connections",
        "its rate from one", of(false, MANY, ADD), of(false, ONE, ADD));
    private static final Measure<Run> TO_MSGPACK = ratio("inRouterToUnixMsgpack", "with one caller, add2's rate of requests", "mul2's",
        of(false, ONE, ADD), of(false, ONE, MUL));
    private static final Measure<Run> TO_JSON = ratio("inRouterToUnixJson", "with one caller, add2's rate of requests", "div2's",
        of(false, ONE, ADD), of(false, ONE, DIV));
    private static final Measure<Run> SHARED_TO_SINGLE = ratio("sharedToSingle", "with 200 connections over the network, the rate of "
        + "requests of four callees", "that of the one in the router", of(true, MANY, SHARED), of(true, MANY, ADD));
    private static final Measure<Run> NETWORK_ONE = ratio("networkSequentialRatio", "add2's rate of requests from one connection over the "
        + "network", "its rate on loopback", of(true, ONE, ADD), of(false, ONE, ADD));
    private static final Measure<Run> NETWORK_MANY = ratio("networkConcurrentRatio", "add2's rate of requests from 200 connections over "
        + "the network", "its rate on loopback", of(true, MANY, ADD), of(false, MANY, ADD));
    private static final Measure<Run> NETWORK = figure("networkSequentialToConcurrent", "the ratio of the share of its loopback throughput "
        + "that add2 keeps over the network with one connection to the share that it keeps with 200", Unit.ofRatio("times"),
        run -> NETWORK_ONE.of(run).over(NETWORK_MANY.of(run)));
    private static final Measure<Run> SUB_ERRORS = new Measure<>("sub2ErrorShare", "the share of the replies of all sub2 runs as published "
        + "that are wamp.error.no_such_procedure", Unit.ofRatio("of replies"), 2, run -> HttpReadings.expectedShare(run,
            CASES.stream().filter(each -> each.callee() == SUB).map(Case::id).toList())); // exact: one other among millions counts
    private static final Measure<Run> MUL_TO_DIV = ratio("mulToDiv", "with one caller, mul2's rate of requests", "div2's",
        of(false, ONE, MUL), of(false, ONE, DIV));
    private static final Measure<Run> REQUESTS = total("requests", "the number of requests", HttpReadings::requests);
    private static final Measure<Run> NETWORK_US = figure("networkMedianUs", "what the network adds to the median of add2", Unit.US,
        run -> HttpReadings.percentileMs(run, of(true, ONE, ADD).id(), 50)
            .minus(HttpReadings.percentileMs(run, of(false, ONE, ADD).id(), 50)).map(ms -> ms * 1e3));

    @Override protected List<Measure<Run>> measures() {
        return List.of(CONCURRENCY, TO_MSGPACK, TO_JSON, SHARED_TO_SINGLE, NETWORK_ONE, NETWORK_MANY, NETWORK, SUB_ERRORS, MUL_TO_DIV,
            total("publishedRuns", "the number of published runs", phase -> phase.isCutShort() || !published.has(phase.id()) ? 0 : 1),
            REQUESTS, figure("addLoopbackPerSec", "add2's rate from one caller", Unit.PER_SEC, run -> perSec(run, of(false, ONE, ADD))),
            NETWORK_US, replyBytes("addReplyBytes", "a reply of add2", of(false, ONE, ADD)),
            replyBytes("sub2ReplyBytes", "an error reply of sub2", of(false, ONE, SUB)),
            cpu("sharedRouterCpuPercent", "the router's CPU with four shared callees", "router"::equals),
            cpu("sharedBusiestCalleeCpuPercent", "the busiest callee's CPU, the same", RouterUnderTest::isShared),
            total("unexpectedReplies", "the number of unexpected replies", phase -> phase.count(HttpMetrics.UNEXPECTED)),
            total("errors", "the number of errors", HttpReadings::errors));
    }

    // ---- claims
    private static Claim factor(String id, String statement, double published, Measure<Run> measure, Bound bound) {
        return new Claim.Judged(id, statement, published, 2, measure.quantity(), bound, "", true);
    }

    private static final List<Claim> CLAIMS = List.of(
        factor("concurrency", "Calls at the same time raise the throughput", 1.467, CONCURRENCY, new Bound.Above(1.2)),
        factor("in-router-msgpack", "add2 in the router gets more calls than mul2 behind a MessagePack socket", 1.375, TO_MSGPACK,
            new Bound.Above(1.1)),
        factor("in-router-json", "add2 in the router gets more calls than div2 behind a JSON socket", 1.558, TO_JSON, new Bound.Above(1.1)),
        factor("shared", "Four shared callees do not raise the throughput", 0.946, SHARED_TO_SINGLE, new Bound.AtMost(1.1)),
        factor("network", "The network costs a sequential caller most", 0.814, NETWORK, new Bound.Below(1)),
        new Claim.Judged("sub2-errors", "With nothing registered, as published, every reply of sub2 is an error", 1, 2,
            SUB_ERRORS.quantity(), new Bound.Exactly(1)),
        new Claim.Shown("codecs", "mul2 by MessagePack gets more calls than div2 by JSON, on the same kind of socket", 1.133, 2,
            MUL_TO_DIV.quantity(), "a property of their codecs; mul2 to div2, one caller"));

    // ---- report
    @Override protected Report report(Scenario document) {
        var rows = CaseRows.of(CASES);
        var wrk = new WrkReport(document, published, rows, WRK_URLS, LENGTH, run -> CaseRows.remark(run, NETWORK_ADDS_US));
        var used = new Resources<>(rows, Case::id, "request", HttpReadings::requests, List.of(Resources.Place.of("router", "router"),
            Resources.Place.of("load", Usage.SCRIPT), Resources.Place.others("its callees", "router", Usage.SCRIPT)));
        return Report.of(document.claiming(CLAIMS), measures())
            .happened(it -> "From 200 connections add2 in the router took " + it.words(CONCURRENCY) + " the requests of one; from one it "
                + "took " + it.words(TO_MSGPACK) + " those of mul2 behind a socket.", CONCURRENCY, TO_MSGPACK)
            .happened(it -> "Four shared callees took " + it.words(SHARED_TO_SINGLE) + " those of add2 alone.", SHARED_TO_SINGLE)
            .section(wrk::rates).section(wrk::throughput)
            .section(run -> wrk.cost(run, List.of(of(false, ONE, SUB_AS_MEANT), of(false, ONE, MUL), of(false, ONE, DIV),
                of(true, ONE, SHARED)), each -> of(each.network(), ONE, ADD)).inFile("rest_caller_attachment_cost.svg"))
            .section(run -> wrk.percentiles(run).inFile("rest_caller_latency.svg")).section(wrk::latency)
            .section(run -> used.chart("CPU time for a request", "User and kernel time. The document has none.", run)
                .inFile("rest_caller_cpu.svg"))
            .section(run -> used.table("Resources of this run", run)).summary().section(wrk::texts)
            .label(run -> CaseRows.isEmulated(run) ? "emulated" : "", SHARED_TO_SINGLE, NETWORK_ONE, NETWORK_MANY, NETWORK, NETWORK_US)
            .byLength(REQUESTS).accounts(HttpReadings::accounts).alarm(HttpReadings::linkAlarm)
            .earlier(EarlierRuns.reader(CASES, NETWORK_ADDS_US));
    }

    // ---- options and files
    @Override protected Duration documentedLength() { return LENGTH; }
    @Override protected Duration quickLength() { return Duration.ofSeconds(2); }
    @Override protected Metrics metrics() { return HttpMetrics.ALL; }

    @Override protected Duration expected(Duration length) {
        return length.plus(warmUp(false)).plusMillis(100).multipliedBy(asked().size()).plusSeconds(4).plus(warmUp(true));
    }

    @Override protected Map<String, Object> parameters() {
        return setUp("durationOfEach", DurationOption.text(length()), "warmUpAtMost", DurationOption.text(warmUp(false)), "timeout",
            DurationOption.text(TIMEOUT), "path", PATH + "N", "body", Calls.body("PROCEDURE"), "network",
            targets.words(NETWORK_ADDS_US), "sharedCallees", SHARED_CALLEES);
    }

    @Override protected List<String> steps() {
        return asked().stream().map(each -> String.format(Locale.ROOT, "%-34s %-9s %-8s callee: %s", each.id(), each.shape().words(),
            each.link(), each.callee().words())).toList();
    }

    @Override protected void check(List<String> wrong) {
        targets.check(wrong);
        only.check(CASES.stream().flatMap(each -> Stream.of(each.group(), each.id())).distinct().toList(), wrong);
    }

    @Override protected void checkPeers() { targets.check(asked(), RestCaller::probe); }

    @Override protected Scenario parsed(String file, byte[] json) {
        published = Published.parse(file, json, Measure.quantities(measures()), CASES);
        return published.scenario();
    }

    private List<Case> asked() { return CASES.stream().filter(each -> whyNot(each).isEmpty()).toList(); }

    /** Why the user left a case out; empty if he did not. */
    private String whyNot(Case each) {
        if (!only.asks(List.of(each.group(), each.id()))) return OnlyOption.WHY;
        return targets.lack(each) ? "no --target-shared was given" : "";
    }

    // ---- the load generator and the router alone
    @Command(mixinStandardHelpOptions = true, description = LoadOptions.LOAD,
        exitCodeList = {LoadOptions.GOOD, LoadOptions.BAD, LoadOptions.WRONG, LoadOptions.NONE})
    int load(@Mixin LoadOptions load) throws java.io.IOException { return load.perform(interruption()); }

    @Command(mixinStandardHelpOptions = true, description = "The router and callees, until Ctrl-C: for wrk, curl, --target, 'load'.")
    int serve(@Mixin ServeOptions serve) throws Exception { return serve.serve(interruption()); }
}
