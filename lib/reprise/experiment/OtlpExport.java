package reprise.experiment;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import reprise.recorder.LoadFigures;
import reprise.report.otlp.LoadMetrics;
import reprise.sut.Failure;
import reprise.transport.SocketTrouble;

/**
 * Sends a load's figures by OTLP to the collector that OpenTelemetry's variables name, at their interval and once more at the end. The
 * SDK reads the variables itself. What cannot be sent is told once, and the run goes on.
 */
final class OtlpExport implements MetricsOptions.Told {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final int END_WAIT_SEC = 5;
    /** What the variables may replace. A failed export is not tried again, for the next one has its figures too. */
    private static final Map<String, String> DEFAULTS = Map.of("otel.traces.exporter", "none", "otel.logs.exporter", "none",
        "otel.exporter.otlp.protocol", "http/protobuf", "otel.service.name", "reprise", "otel.java.exporter.otlp.retry.disabled", "true");
    /** For instruments, of which only the exporter has some: it counts its own requests. */
    private static final View NOT_SENT = View.builder().setAggregation(Aggregation.drop()).build();
    /** The SDK's own words on what fails, many lines each time; ours is one. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    private final OpenTelemetrySdk sdk;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Optional<String> refused = Optional.empty();

    /** @throws Failure.BadInput if the variables cannot be used */
    OtlpExport(LoadFigures figures) {
        SDK.setLevel(Level.OFF);
        try {
            sdk = AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook().addPropertiesSupplier(() -> DEFAULTS)
                .addMeterProviderCustomizer((meters, _) -> meters.registerMetricProducer(new LoadMetrics(figures))
                    .registerView(InstrumentSelector.builder().setName("*").build(), NOT_SENT))
                .addMetricExporterCustomizer((exporter, _) -> new Telling(exporter)).build().getOpenTelemetrySdk();
        } catch (ConfigurationException | IllegalArgumentException e) {
            var reason = e.getCause() == null || e.getCause().getMessage() == null ? e : e.getCause();
            throw new Failure.BadInput("OpenTelemetry's variables cannot be used: " + reason.getMessage().lines().findFirst().orElse("")
                + "; set " + ENDPOINT + " to a URL such as http://127.0.0.1:4318, and leave OTEL_EXPORTER_OTLP_PROTOCOL out, which is "
                + "http/protobuf then", e);
        }
    }

    /** Sends the last figures, and waits some seconds for the collector to take them. */
    @Override
    public void close() {
        if (!sdk.shutdown().join(END_WAIT_SEC, TimeUnit.SECONDS).isDone()) tell("no answer in time");
        refused.ifPresent(this::tell);
    }

    /** The SDK's sender has five threads, which a busy host may have too few of for one request; the next one has its figures too. */
    private static boolean isRefusedHere(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) if (cause instanceof RejectedExecutionException) return true;
        return false;
    }

    private void tell(String why) {
        if (!told.compareAndSet(false, true)) return;
        System.err.println("metrics cannot be sent to the collector of " + MetricsOptions.collector().orElse(ENDPOINT) + ": " + why
            + "; the run goes on, and its files have all figures");
    }

    private static String why(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                // an internal class of the SDK's, which tells a reply's status by no other
                case HttpExportException refused when refused.getResponse() != null -> {
                    return "it answered with status " + refused.getResponse().getStatusCode();
                }
                case HttpTimeoutException _ -> {
                    return "no answer in time";
                }
                case UnresolvedAddressException _ -> {
                    return "there is no such host";
                }
                case UnknownHostException _ -> {
                    return "there is no such host";
                }
                case ConnectException connect when connect.getMessage() == null -> { // of the JDK's client
                    return "nobody listens there";
                }
                default -> { }
            }
        }
        return thrown == null ? "it did not take them" : SocketTrouble.why(thrown);
    }

    /** Tells of the first export that fails. */
    private final class Telling implements MetricExporter {
        private final MetricExporter exporter;

        Telling(MetricExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            var result = exporter.export(metrics);
            result.whenComplete(() -> {
                refused = Optional.empty();
                if (result.isSuccess()) return;
                var why = why(result.getFailureThrowable());
                if (isRefusedHere(result.getFailureThrowable())) refused = Optional.of(why);
                else tell(why);
            });
            return result;
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return exporter.getAggregationTemporality(type);
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
