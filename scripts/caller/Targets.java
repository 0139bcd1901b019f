package caller;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.experiment.Experiment;
import reprise.experiment.OptionGroup;
import reprise.experiment.ServerTlsOptions;
import reprise.experiment.TlsOptions;
import reprise.sut.Failure;
import reprise.sut.RouterUnderTest;
import reprise.transport.http.HttpUrl;

/** Routers on a second host, for the network rows. Without them, these go over loopback with a delay that is added to each round trip. */
@OptionGroup.In(OptionGroup.SYSTEM)
public final class Targets {
    @Option(names = "--target", paramLabel = "URL",
        description = "A second host's 'rest-caller serve' for the network rows. Default: loopback and 40 us more, labelled emulated.")
    String target;
    @Option(names = "--target-shared", paramLabel = "URL",
        description = "With --target: a 'serve --shared 4' for the two shared rows. Default: they are left out.")
    String targetShared;
    @Mixin TlsOptions tls = new TlsOptions();
    @Mixin ServerTlsOptions ownTls = new ServerTlsOptions();

    /** Adds a sentence to {@code wrong} for each unusable URL. */
    public void check(List<String> wrong) {
        check("--target", target, wrong);
        check("--target-shared", targetShared, wrong);
        tls.check(Stream.of(target, targetShared).anyMatch(Targets::isSecure), "--target", wrong);
        ownTls.check(wrong);
        if (targetShared != null && target == null) wrong.add("--target-shared is given without --target; give both, or neither");
    }

    private static boolean isSecure(String text) {
        return text != null && text.regionMatches(true, 0, "https:", 0, 6);
    }

    private static void check(String option, String text, List<String> wrong) {
        if (text == null) return;
        try {
            if (!HttpUrl.parse(text).target().equals("/"))
                wrong.add(option + " is " + text + "; give host and port alone, for example http://192.0.2.1:8080");
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> wrong.add(option + ": " + line));
        }
    }

    /** Our own router, over TLS if it was asked for. */
    public RouterUnderTest own(Experiment x, int sharedCallees) throws IOException {
        return RouterUnderTest.start("127.0.0.1", 0, 0, x.seed(), sharedCallees, ownTls.certificate(x.folder()));
    }

    /** The router that a case is for; empty for our own, behind an emulated link if the case is over the network. */
    public Optional<HttpUrl> of(Case each) {
        var given = !each.network() ? null : each.callee().isShared() ? targetShared : target;
        return Optional.ofNullable(given).map(text -> HttpUrl.parse(text).over(tls.spoken()));
    }

    /** Whether somebody named a router for each of them, so that none of our own is needed. */
    public boolean areFor(List<Case> cases) {
        return cases.stream().allMatch(each -> of(each).isPresent());
    }

    /** Where a case is: at its target, while ours rests, or at ours with its callee alone attached. @param ours if there is one */
    public HttpUrl at(Case each, Optional<RouterUnderTest> ours) {
        var target = of(each);
        if (target.isPresent()) ours.ifPresent(RouterUnderTest::rest);
        else ours.orElseThrow().attachOnly(each.callee().attached());
        return target.orElseGet(() -> ours.orElseThrow().url());
    }

    /** Whether a case is over the network, but nobody named a router for it. */
    public boolean lack(Case each) {
        return each.network() && each.callee().isShared() && target != null && targetShared == null;
    }

    /** What the network rows go over. @param addedUs to each round trip of an emulated one */
    public String words(double addedUs) {
        return target == null ? "emulated: loopback and " + Math.round(addedUs) + " us more for each round trip"
            : "a second host: " + target + (targetShared == null ? "" : ", shared: " + targetShared);
    }

    /** Throws unless each target answers and at least one of its cases' calls fits. Further gaps are found case by case. */
    public void check(List<Case> cases, BiFunction<Case, HttpUrl, Probe> probe) {
        var byTarget = new LinkedHashMap<HttpUrl, List<Case>>();
        for (var each : cases) of(each).ifPresent(url -> byTarget.computeIfAbsent(url, _ -> new ArrayList<>()).add(each));
        byTarget.forEach((url, its) -> check(url, its, probe));
    }

    private static void check(HttpUrl url, List<Case> its, BiFunction<Case, HttpUrl, Probe> probe) {
        var unfit = new ArrayList<Probe.Unusable>();
        for (var each : its) {
            switch (probe.apply(each, url)) {
                case Probe.Fits _ -> {
                    return;
                }
                case Probe.Unfit other -> unfit.add(other);
                case Probe.Unanswered unanswered -> throw absent(unanswered);
            }
        }
        throw absent(unfit.getFirst());
    }

    private static Failure absent(Probe.Unusable probed) {
        boolean hasRemedy = probed instanceof Probe.Unanswered(var why, var isForTls) && isForTls;
        return new Failure.Environment(probed.why() + (hasRemedy ? "" : "; start 'rest-caller serve' there, or give another --target"));
    }
}
