package reprise.experiment;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Counter;
import reprise.recorder.Facts;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Share;
import reprise.simulator.Load;
import reprise.simulator.TimedLoad;

/** A load whose phase lasts until the end of the second in which it has counted some of these, however busy the host. */
record Lasting(Load load, Counter until) implements TimedLoad {
    @Override
    public Duration length() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration longest() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Metrics metrics() {
        return load.metrics();
    }

    @Override
    public void share(Share share) {
        load.share(share);
    }

    @Override
    public void connect() {
        load.connect();
    }

    @Override
    public void prepare(Recorder into) {
        load.prepare(into);
    }

    @Override
    public long start(Recorder into, long atNs) {
        into.onSecond(_ -> {
            if (into.soFar().counts()[until.at()] > 0) load.stop();
        });
        return load.start(into, atNs);
    }

    @Override
    public CompletableFuture<?> done() {
        return load.done();
    }

    @Override
    public void stop() {
        load.stop();
    }

    @Override
    public void close() {
        load.close();
    }

    @Override
    public Facts facts(Recording phase) {
        return load.facts(phase);
    }

    @Override
    public List<String> notes() {
        return load.notes();
    }
}
