package reprise.experiment;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import reprise.recorder.LoadFigures;
import reprise.report.prometheus.LoadPage;
import reprise.sut.Failure;
import reprise.transport.Addresses;
import reprise.transport.http.PageServer;

/** Where a load's figures are told while it goes. */
@OptionGroup.In(OptionGroup.PROGRAMS)
public final class MetricsOptions {
    private static final String PATH = "/metrics";
    private static final String HERE = "127.0.0.1";
    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> COLLECTORS = List.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT");
    private static final Told NOBODY = () -> { };
    private static final Pattern PORT = Pattern.compile("(?:(?<address>[^:\\s]+|\\[[^]\\s]+]):)?(?<port>[0-9]{1,5})");

    @Option(names = "--metrics-port", paramLabel = "[ADDRESS:]PORT",
        description = "Serve the load's figures to Prometheus while it goes, at /metrics; 0: any port that is free. Address: 127.0.0.1")
    String port;

    private final LoadFigures figures = new LoadFigures();

    /** Ends the telling. */
    public interface Told extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws Failure.BadInput if the option cannot be used */
    public void check() {
        problem().ifPresent(wrong -> {
            throw new Failure.BadInput(wrong);
        });
    }

    private Optional<String> problem() {
        if (port == null) return Optional.empty();
        var match = PORT.matcher(port);
        return match.matches() && Integer.parseInt(match.group("port")) <= HIGHEST_PORT ? Optional.empty()
            : Optional.of("--metrics-port is " + port + "; it must be 0 to 65535, for example 9464, or with an address 0.0.0.0:9464");
    }

    /**
     * Tells from now on until the end: at the port that was asked for, and to the collector that OpenTelemetry's variables name.
     *
     * @throws Failure if the port cannot be had, or the variables cannot be used
     */
    public Told open() {
        check();
        var served = port == null ? NOBODY : served();
        try {
            var sent = collector().isPresent() ? new OtlpExport(figures) : NOBODY;
            return () -> {
                sent.close();
                served.close();
            };
        } catch (Failure failure) {
            served.close();
            throw failure;
        }
    }

    private Told served() {
        var match = PORT.matcher(port);
        if (!match.matches()) throw new IllegalStateException("--metrics-port was not checked");
        var address = Optional.ofNullable(match.group("address")).orElse(HERE);
        try {
            var server = new PageServer("metrics", address, Integer.parseInt(match.group("port")),
                new PageServer.Page(PATH, LoadPage.CONTENT_TYPE, () -> LoadPage.text(figures.now())));
            System.err.println("Metrics: http://" + Addresses.text(Addresses.reachable(address), server.port()) + PATH);
            return server::close;
        } catch (IOException e) {
            throw new Failure.Environment("--metrics-port: " + e.getMessage(), e);
        }
    }

    /** The variable of OpenTelemetry that names a collector; without one none of its classes is loaded. */
    static Optional<String> collector() {
        return COLLECTORS.stream().filter(name -> !Optional.ofNullable(System.getenv(name)).orElse("").isBlank()).findFirst();
    }

    /** What is told of the loads; absent if nobody asked. */
    public Optional<LoadFigures> figures() {
        return port == null && collector().isEmpty() ? Optional.empty() : Optional.of(figures);
    }
}
