package reprise.judge;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Account;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.Usage;

/**
 * One run as it was performed. wrk's figures are worked out by wrk's rules, which correct latencies; the histograms have them as
 * they were recorded, ns. Counts and time of the run are wrk's.
 *
 * @param url as wrk would have been given it
 * @param duration as planned
 * @param raw from first byte written to reply parsed, each request once
 * @param intended the same from the intended time; there in an open loop only
 * @param ratePerSec asked for; absent in a closed loop
 * @param unexpectedReplies replies that were not what the plan expects; they are among wrk's requests
 * @param addedDelay of an emulated link, as it was measured
 * @param usage by process: mean CPU, and the largest memory
 * @param interrupted ended before its time
 * @param outcomes of its requests; absent in runs of earlier versions
 */
public record CallerRun(PlannedRun planned, Link link, String url, Duration duration, WrkFigures wrk, Histogram raw,
    Optional<Histogram> intended,
                        OptionalDouble ratePerSec, long unexpectedReplies, Optional<AddedDelay> addedDelay, Map<String, Usage> usage,
                        double warmUpSec, boolean interrupted, Optional<HttpOutcomes> outcomes) {
    /** What the requests went over. An emulated link is loopback with a delay; every figure that came over it is labelled. */
    public enum Link {
        LOOPBACK, EMULATED, NETWORK;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was asked to be added to a round trip, and what really was. */
    public record AddedDelay(double askedUs, double meanUs, double medianUs) {
        private static final double EXACT = 0.1;

        public AddedDelay {
            if (!(askedUs >= 0 && meanUs >= 0 && medianUs >= 0)) {
                throw new IllegalArgumentException("added delay: " + askedUs + ", " + meanUs + " and " + medianUs
                    + " us; all must be 0 or above");
            }
        }

        /** The median is within a tenth of what was asked. */
        public boolean isExact() {
            return Math.abs(medianUs - askedUs) <= EXACT * askedUs;
        }
    }

    public CallerRun {
        boolean fits = switch (planned.link()) {
            case LOOPBACK -> link == Link.LOOPBACK;
            case NETWORK -> link != Link.LOOPBACK;
        };
        if (!fits)
            throw new IllegalArgumentException("run " + planned.id() + ": it went over " + link.word() + "; its plan says "
                + planned.link().word());
        if (unexpectedReplies < 0 || unexpectedReplies > wrk.requests()) {
            throw new IllegalArgumentException("run " + planned.id() + ": " + unexpectedReplies + " unexpected of " + wrk.requests()
                + " replies");
        }
        if (addedDelay.isPresent() && link != Link.EMULATED)
            throw new IllegalArgumentException("run " + planned.id() + ": nothing is added to a " + link.word() + " link");
        if (!(warmUpSec >= 0))
            throw new IllegalArgumentException("run " + planned.id() + ": its warm-up is " + warmUpSec + " s; it must be 0 or above");
        usage = Collections.unmodifiableMap(new LinkedHashMap<>(usage));
    }

    public String id() {
        return planned.id();
    }

    public double durationSec() {
        return wrk.tookUs() / 1e6;
    }

    /** A percentile of the latency as recorded, µs. */
    public double rawUs(double percent) {
        return raw.getValueAtPercentile(percent) / 1e3;
    }

    public double meanUs() {
        return raw.getTotalCount() == 0 ? 0 : raw.getMean() / 1e3;
    }

    /** Time of a process on all its cores for one request, µs; absent if it was not sampled or nothing was answered. */
    public OptionalDouble cpuUsPerRequest(String process) {
        var used = usage.get(process);
        if (used == null || wrk.requests() == 0) return OptionalDouble.empty();
        return OptionalDouble.of(used.cpuPercent() / 100 * wrk.tookUs() / wrk.requests());
    }

    /** Refused, cut and late requests and bad statuses. */
    public long errors() {
        var errors = wrk.errors();
        return errors.connect() + errors.read() + errors.write() + errors.timeout() + errors.status();
    }

    /** With one request in flight a round trip is all there is: a link that adds something else than was asked is another link. */
    public boolean isLinkOff() {
        return planned.isSequential() && addedDelay.isPresent() && !addedDelay.get().isExact();
    }

    private String linkOff() {
        var delay = addedDelay.orElseThrow();
        return String.format(Locale.ROOT, "the emulated link of the run %s added %.1f us in the median, and %.1f were asked", id(),
            delay.medianUs(), delay.askedUs());
    }

    /** Both sides of each count of its requests. */
    public List<Account> accounts() {
        return outcomes.map(counted -> counted.accounts(" of the run " + id(), wrk.requests())).orElse(List.of());
    }

    /** What of it does not add up; empty if all does. */
    public String imbalance() {
        return accounts().stream().map(Account::imbalance).filter(why -> !why.isEmpty()).reduce((one, other) -> one + "; " + other)
            .orElse("");
    }

    /** Why this run must not be compared; empty if it may be. A few errors are printed, and do not spoil it. */
    public String spoiledBy() {
        if (!imbalance().isEmpty()) return imbalance();
        if (interrupted) return "the run " + id() + " was interrupted";
        if (wrk.requests() == 0) return "the run " + id() + " got no reply";
        if (unexpectedReplies > 0) return "the run " + id() + " had " + unexpectedReplies + " replies that were not the expected ones";
        if (errors() > wrk.requests() / 1000)
            return "the run " + id() + " had " + errors() + " errors, more than one in a thousand requests";
        if (isLinkOff()) return linkOff();
        return "";
    }
}
