package reprise.rendezvous;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.EventLog;
import reprise.recorder.Share;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.transport.SocketTrouble;

/**
 * How a share comes to its rendezvous: share 1 listens, each connects, and tries again while the host may not be up yet.
 *
 * @param untilNs of the clock
 */
record Joining(Place place, Share share, Duration patience, long untilNs, Clock clock, Interruption interruption, EventLog log) {
    private static final long AGAIN_MS = 200;

    private interface Attempt<T> {
        T make() throws IOException;
    }

    /** @throws Failure if it cannot listen there */
    RendezvousHost listen(Map<String, String> load) {
        try {
            return new RendezvousHost(tried(place::listen), share, load, patience, clock,
                told -> log.note(clock.nanos(), Event.Severity.WARNING, told));
        } catch (IOException e) {
            var remedy = switch (SocketTrouble.of(e)) {
                case IN_USE -> "end it, or give all shares another port; is there another share 1?";
                case FORBIDDEN -> "give all shares a port from 1024 on";
                case NO_SUCH_HOST -> "give all shares the name or address of the host where share 1 runs";
                case NOT_HERE, NO_WAY, NO_FAMILY -> "start share 1 on that host, or, if the others reach this one by another address than "
                    + "its own, give share 1 0.0.0.0:" + place.port();
                case REFUSED, TIMED_OUT, OPEN_FILES, NO_MEMORY, RESET, CLOSED, TLS, OTHER -> "give all shares another host or port";
            };
            throw new Failure.Environment("--rendezvous: share " + share + " cannot listen at " + place + ": " + SocketTrouble.why(e) + "; "
                + remedy, e);
        }
    }

    /** @throws Failure if share 1 does not come */
    SignalSocket connect() throws IOException {
        try {
            return new SignalSocket(tried(place::connect), clock);
        } catch (IOException e) {
            throw new Failure.Environment("--rendezvous: share 1/" + share.of() + " did not listen at " + place + " within "
                + patience.toSeconds() + " s: " + SocketTrouble.why(e) + "; start it there, look at host and port, or give more time by "
                + "--rendezvous-wait", e);
        }
    }

    private <T> T tried(Attempt<T> attempt) throws IOException {
        for (boolean isFirst = true; ; isFirst = false) {
            try {
                return attempt.make();
            } catch (IOException e) {
                boolean mayCome = switch (SocketTrouble.of(e)) {
                    case REFUSED, TIMED_OUT, NO_SUCH_HOST, NO_WAY, RESET -> true;
                    case NO_FAMILY, IN_USE, NOT_HERE, FORBIDDEN, OPEN_FILES, NO_MEMORY, CLOSED, TLS, OTHER -> false;
                };
                if (!mayCome || interruption.isAsked() || clock.nanos() >= untilNs) throw e;
                if (isFirst) log.note(clock.nanos(), Event.Severity.NORMAL, "share " + share + " waits "
                    + (share.number() == 1 ? "to listen at " : "for share 1/" + share.of() + " at ") + place + ": " + SocketTrouble.why(e));
                pause();
            }
        }
    }

    private void pause() {
        try {
            interruption.asked().get(AGAIN_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            // nobody pressed Ctrl-C
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
