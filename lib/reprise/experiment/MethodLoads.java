package reprise.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Phase;
import reprise.recorder.Recorder;
import reprise.recorder.Share;
import reprise.recorder.Unjudged;
import reprise.rendezvous.Starts;
import reprise.simulator.Load;
import reprise.sut.Interruption;

/** Performs the loads of a method, one at a time, and keeps what the recorded ones are phases of. Used by the method's thread. */
record MethodLoads(KeptPhases kept, StartedSystems systems, LiveView live, Starts starts, Interruption interruption, MethodThread thread,
                   ToldPhases told, Share share) {
    /** Loads without recording. */
    void perform(Load load, Until until) {
        load.share(share);
        var recorder = new Recorder(load.metrics());
        var settled = new CompletableFuture<Void>();
        if (until.settledShare() > 0) live.whenSettled(recorder, until.settledShare(), settled);
        var ended = perform(load, recorder, Optional.empty(), new Starts.AtOnce(starts.clock()), "", until.most(), settled, List.of());
        if (ended.isComplete()) recorder.finish(Math.max(recorder.startNs(), ended.atNs()));
        ended.check();
    }

    /** Records a phase. @param most the time after which the load is stopped; above {@code length} if it ends by itself */
    void record(Optional<String> id, Load load, Optional<WarmUp> warmUp, Duration length, Duration most, Moment... moments) {
        load.share(share);
        starts.tells(live::event);
        PerformedLoad.Ended ended;
        var recorder = new Recorder(load.metrics());
        live.begin(id, recorder);
        told.begin(id, load, recorder);
        warmUp.ifPresent(before -> live.warming(before.thrownAway()));
        try {
            ended = perform(load, recorder, warmUp, starts, id.orElse(""), most, new CompletableFuture<>(), List.of(moments));
        } catch (RuntimeException | Error e) {
            if (!interruption.isAsked()) kept.leaveOut(id, "it could not begin");
            told.end(id, load, Optional.empty());
            starts.skip();
            throw e;
        }
        starts.ended();
        if (ended.isComplete()) {
            var recording = recorder.finish(Math.max(recorder.startNs(), ended.atNs()));
            warmUp.ifPresent(before -> before.end(starts.clock().nanos()));
            var facts = load.facts(recording);
            if (warmUp.isPresent()) facts = facts.with(Phase.WARM_UP_SEC, warmUp.get().tookSec(recorder.startNs()));
            var phase = kept.keep(id, recording, recorder.startNs(), length.toNanos() / 1e9, ended.usage(), facts);
            live.end(phase, recording);
            told.end(id, load, Optional.of(recording));
            load.notes().forEach(note -> kept.note(id, note));
        } else {
            kept.leaveOut(id, "its load did not close"); // its loops may still record
            told.end(id, load, Optional.empty());
        }
        ended.check();
        if (!interruption.isAsked() && most.equals(length)) kept.checkLength(id, length);
    }

    void leaveOut(String id, Unjudged.By by, String why) {
        kept.check(id);
        kept.leaveOut(id, by, why);
        starts.skip();
    }

    /** After the last of a run. @return how they began, of which a reader is told */
    Starts.Ended end() {
        var began = starts.end();
        began.notes().forEach(kept::note);
        return began;
    }

    private PerformedLoad.Ended perform(Load load, Recorder recorder, Optional<WarmUp> warmUp, Starts when, String label, Duration length,
                                        CompletableFuture<?> early, List<Moment> moments) {
        return new PerformedLoad(load, recorder, warmUp, when, label, systems, live, interruption, thread).perform(length, early, moments);
    }
}
