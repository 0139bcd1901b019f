package reprise.rendezvous;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.recorder.Clock;
import reprise.recorder.ClockOffset;
import reprise.recorder.Share;
import reprise.sut.Failure;
import reprise.transport.OwnThreads;
import reprise.transport.SocketTrouble;

/** A share's connection to the host of its rendezvous. A thread of its own reads what the host says; the method's thread asks and waits. */
final class HostLink implements AutoCloseable {
    private static final long GREETING_MS = 10_000;
    private static final long FIRST_TRIP_MS = 10_000; // a busy host answers late, and without an answer there is no figure
    private static final long TRIP_MS = 1_000; // there is one already

    private final Place place;
    private final Share share;
    private final Clock clock;
    private final SignalSocket socket;
    private final Told told;
    private final CompletableFuture<Void> welcome = new CompletableFuture<>();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private volatile CompletableFuture<long[]> answer = new CompletableFuture<>(); // the host's time, and ours when it was read
    private volatile CompletableFuture<Signal.Go> go = new CompletableFuture<>();
    private volatile CompletableFuture<Signal.Apart> apart = new CompletableFuture<>();
    private volatile int asked;
    private int answered; // of the reading thread
    private volatile boolean isClosed;

    /** Takes what the host says unasked, on the link's own thread. */
    interface Told {
        /** Another share's connection has ended. */
        void gone(int share);

        /** The host is gone, which nobody asks any more. */
        void lost(String why);
    }

    /** @param place as the user gave it */
    HostLink(Place place, Share share, SignalSocket socket, Clock clock, Told told) {
        this.place = place;
        this.share = share;
        this.clock = clock;
        this.socket = socket;
        this.told = told;
        OwnThreads.named("rendezvous-read").newThread(this::read).start();
    }

    /** @throws Failure if this share is turned away, or there is no host of a rendezvous */
    void greet(Map<String, String> load) throws IOException {
        socket.write(new Signal.Hello(share, load));
        await(welcome, GREETING_MS);
    }

    /** Blocks until all shares are there. @throws Failure with those that did not come, or if the host is gone */
    void awaitAll(long ms) {
        await(complete, ms + GREETING_MS);
    }

    boolean areAllThere() {
        return complete.isDone();
    }

    private void await(CompletableFuture<Void> coming, long ms) {
        try {
            CompletableFuture.anyOf(coming, lost).get(ms, TimeUnit.MILLISECONDS);
            if (!coming.isDone()) throw new Failure.Environment("--rendezvous: " + lost.join()
                + ", before all were there; start all shares again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new Failure.Environment("--rendezvous: what listens at " + place + " does not answer; give host and port where share 1/"
                + share.of() + " listens", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("interrupted while waiting for the other shares", e);
        }
    }

    private void read() {
        try {
            for (var next = socket.read(""); next.isPresent(); next = socket.read("")) take(next.get());
            lose("share 1/" + share.of() + ", at which all shares meet, closed the connection");
        } catch (SignalSocket.Strange e) {
            fail(new Failure.Environment("--rendezvous: what listens at " + place + " answers " + e.getMessage() + ", which no share does; "
                + "give host and port where share 1/" + share.of() + " listens"));
            lose("share 1/" + share.of() + " answered " + e.getMessage());
        } catch (IOException e) {
            lose("the connection to share 1/" + share.of() + ", at which all shares meet, broke: " + SocketTrouble.why(e));
        }
    }

    private void take(Signal signal) {
        switch (signal) {
            case Signal.Welcome _ -> welcome.complete(null);
            case Signal.Refused(var why) -> fail(new Failure.BadInput("--rendezvous: share 1/" + share.of() + " turned this one away: "
                + why));
            case Signal.Complete _ -> complete.complete(null);
            case Signal.Over(var why) -> fail(new Failure.Environment("--rendezvous: " + why));
            case Signal.Answer(var atNs) -> {
                // one that a network held back belongs to an earlier question, which nobody waits for any more
                if (++answered == asked) answer.complete(new long[] {atNs, socket.readAtNs()});
            }
            case Signal.Go its -> go.complete(its);
            case Signal.Apart its -> apart.complete(its);
            case Signal.Gone(var number) -> told.gone(number);
            case Signal.Hello _, Signal.Ask _, Signal.Arrived _, Signal.Started _, Signal.Bye _ -> {
                lose("it said " + signal.text());
                socket.close();
            }
        }
    }

    private void fail(Failure why) {
        welcome.completeExceptionally(why);
        complete.completeExceptionally(why);
    }

    private void lose(String why) {
        boolean wasThere = complete.isDone() && !complete.isCompletedExceptionally();
        if (lost.complete(why) && wasThere && !isClosed) told.lost(why);
    }

    boolean isLost() {
        return lost.isDone();
    }

    /** How far the host's clock is ahead of this one, by so many round trips; absent if it does not answer. */
    Optional<ClockOffset.Result> compare(int trips) {
        var offset = new ClockOffset();
        try {
            for (int i = 0; i < trips && !lost.isDone(); i++) {
                answer = new CompletableFuture<>();
                asked++;
                long askedNs = clock.nanos();
                socket.write(new Signal.Ask());
                CompletableFuture.anyOf(answer, lost).get(i == 0 ? FIRST_TRIP_MS : TRIP_MS, TimeUnit.MILLISECONDS);
                if (lost.isDone()) break;
                var times = answer.join();
                offset.add(clock.wallNs(askedNs), times[0], clock.wallNs(times[1]));
            }
        } catch (IOException | ExecutionException | TimeoutException _) {
            // what was measured until then counts
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return offset.result();
    }

    /** Waits for the others at a phase. @return completes with nothing if the host is gone */
    CompletableFuture<Optional<Signal.Go>> arrive(Signal.Arrived at, long ms) {
        go = new CompletableFuture<>();
        apart = new CompletableFuture<>();
        socket.tell(at);
        return CompletableFuture.anyOf(go, lost).orTimeout(ms + GREETING_MS, TimeUnit.MILLISECONDS)
            .handle((came, late) -> {
                if (late != null) silent(ms + GREETING_MS);
                return came instanceof Signal.Go its ? Optional.of(its) : Optional.empty();
            });
    }

    /** A host that waits for others lets those who are there go in time. Nothing is waited for a second time. */
    private void silent(long ms) {
        lose("share 1/" + share.of() + ", at which all shares meet, has said nothing for " + TimeUnit.MILLISECONDS.toSeconds(ms) + " s");
        socket.close();
    }

    /** Says when the phase began. @return completes with how far apart the shares were, or nothing */
    CompletableFuture<Optional<Signal.Apart>> started(Signal.Started at) {
        socket.tell(at);
        return CompletableFuture.anyOf(apart, lost)
            .handle((came, _) -> came instanceof Signal.Apart its ? Optional.of(its) : Optional.empty());
    }

    /** Says that this share leaves. */
    void leave() {
        isClosed = true;
        socket.tell(new Signal.Bye());
    }

    @Override
    public void close() {
        isClosed = true;
        socket.close();
    }
}
