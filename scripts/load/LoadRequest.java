package load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import reprise.experiment.DurationOption;
import reprise.experiment.NumberOption;
import reprise.experiment.TlsOptions;
import reprise.recorder.Share;
import reprise.simulator.http.HttpLoadPlan;
import reprise.sut.Failure;
import reprise.transport.http.HttpRequestTemplate;
import reprise.transport.http.HttpUrl;

/**
 * The options of {@code load} as given; {@link #plan} checks all of them and reports all problems together.
 *
 * @param url host and port; its path is requested, with {n} for a running number, unless there is a procedure
 * @param ratePerSec selects an open loop
 * @param body the text itself, or with an @ in front a file's path, see {@link GivenContent}; {@code expect} likewise
 * @param script wrk's, in Lua; it is not run, and the error names the alternative
 * @param share of the connections and the rate
 * @param procedure called with the document's arguments, 2 and 3
 */
public record LoadRequest(String url, int threads, int connections, Duration duration, Duration warmUp, Duration timeout, boolean latency,
                          Optional<Double> ratePerSec, List<String> headers, Optional<String> method, Optional<String> body,
                          Optional<String> expect, Optional<String> procedure, Optional<String> script, TlsOptions tls,
                          Share share) {
    private static final String NO_LUA =
        "wrk's Lua scripts are not run. For wrk.method, wrk.headers and wrk.body give --method, -H and --body (@FILE for a file's"
        + " content), for a counter {n} in the URL, for a check of the replies --expect; what needs code is a copy of "
        + "examples/more-callers.java. Leave -s out";

    HttpLoadPlan plan() {
        var wrong = new ArrayList<String>();
        var target = tried(wrong, "URL", () -> target(HttpUrl.parse(url)));
        if (target != null) tls.check(target.tls().isPresent(), "URL", wrong);
        var all = new ArrayList<HttpRequestTemplate.Header>();
        for (var text : headers) tried(wrong, "-H", () -> all.add(HttpRequestTemplate.Header.parse(text)));
        if (body.isPresent() && procedure.isPresent()) wrong.add("--body and --procedure both set the body; give one of them");
        script.ifPresent(lua -> wrong.add("-s is " + lua + "; " + NO_LUA));
        var bytes = body.isPresent() ? content(wrong, "--body", body.get()) : procedure.map(Calls::bodyOf).orElse("")
            .getBytes(StandardCharsets.UTF_8);
        var expected = expected(wrong);
        if (procedure.isPresent() && all.stream().noneMatch(header -> header.name().equalsIgnoreCase("Content-Type"))) {
            all.add(new HttpRequestTemplate.Header("Content-Type", "application/json"));
        }
        if (verb(bytes).equals("HEAD") && expected.isPresent())
            wrong.add("--expect is given with --method HEAD, whose replies have no body; leave one of them out");
        if (connections < threads)
            wrong.add("-c is " + connections + "; it must be at least -t, which is " + threads + ": a connection for each thread");
        if (threads < 1 || threads > 1000) wrong.add("-t is " + threads + "; it must be 1 to 1000, for example 4");
        if (connections > 1_000_000) wrong.add("-c is " + connections + "; it must be at most 1000000, for example 200");
        if (duration.toMillis() < 100 || duration.toHours() > 24)
            wrong.add("-d is " + DurationOption.text(duration) + "; it must be 100ms to 24h, for example 30s");
        if (timeout.toMillis() < 1 || timeout.toMinutes() > 60)
            wrong.add("--timeout is " + DurationOption.text(timeout) + "; it must be 1ms to 60m, for example 2s");
        if (warmUp.toHours() > 1) wrong.add("--warm-up is " + DurationOption.text(warmUp) + "; it must be at most 1h, for example 5s");
        ratePerSec.filter(rate -> !(rate > 0 && rate <= 1e7))
            .ifPresent(rate ->
            wrong.add("--rate is " + NumberOption.text(rate) + "; it must be above 0 and at most 10000000, for example 5000"));
        var request = wrong.isEmpty() ? tried(wrong, "request", () -> new HttpRequestTemplate(verb(bytes), target, all, bytes)) : null;
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
        var plan = HttpLoadPlan.closed(target.over(tls.spoken()), request, threads, connections, duration.toNanos())
            .withTimeout(timeout.toNanos()).atRate(ratePerSec.orElse(0.0));
        return (expected.isPresent() ? plan.expecting(expected.get()) : plan).shared(share);
    }

    private static <T> T tried(List<String> wrong, String option, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> wrong.add(option + ": " + line));
            return null;
        }
    }

    private HttpUrl target(HttpUrl given) {
        return procedure.isEmpty() ? given
            : given.withTarget((given.target().equals("/") ? "/call" : given.target().replaceFirst("\\?.*", ""))
            + "?seq=" + HttpRequestTemplate.NUMBER);
    }

    private String verb(byte[] bytes) {
        return method.map(name -> name.toUpperCase(Locale.ROOT)).orElse(bytes.length > 0 ? "POST" : "GET");
    }

    private Optional<byte[]> expected(List<String> wrong) {
        if (expect.isPresent()) return Optional.of(content(wrong, "--expect", expect.get()));
        return procedure.flatMap(Calls::replyOf).map(reply -> reply.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] content(List<String> wrong, String option, String given) {
        try {
            if (GivenContent.isFilesName(given))
                System.err.println("load: " + option + " is the text '" + given + "'; for what the file of that name holds give " + option
                    + " @" + given);
            return GivenContent.of(option, given);
        } catch (IllegalArgumentException e) {
            wrong.add(e.getMessage());
            return new byte[0];
        }
    }
}
