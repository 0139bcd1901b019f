package reprise.simulator.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import reprise.peer.wrk.WrkStatistics;
import reprise.recorder.Clock;
import reprise.recorder.Counter;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.simulator.Handshakes;
import reprise.transport.RequestSocket;
import reprise.transport.SharedReceiveBuffer;
import reprise.transport.SocketTrouble;
import reprise.transport.TimerSlack;
import reprise.transport.http.HttpRequests;
import reprise.transport.http.HttpWindow;

/**
 * One thread of an {@link HttpLoad}: its connections, its share of the schedule, its counts. Confined to its event loop. From the warm-up
 * into the measured window, requests and code paths continue; only the account changes, in a task of its own, for requests that begin
 * from then on, so that no path runs then that the warm-up has not run. Times are ns of the clock.
 */
final class HttpLoop {
    /** Returned instead of the time once the run is over. */
    static final long ENDED = Long.MIN_VALUE;
    static final int RECEIVE_BYTES = 16 * 1024;

    final HttpLoad load;
    private final HttpLoadPlan plan;
    final EventLoop loop;
    private final Clock clock;
    private final EventLog notes;
    private final String name;
    private final int thread;
    private final OpenLoop schedule; // null for a closed loop
    private final DelayedLink link; // null without a delay
    private final HttpTimer alarm;
    private final Handshakes handshakes = new Handshakes(HttpMetrics.HANDSHAKE);
    private final ArrayDeque<HttpConnection> free = new ArrayDeque<>();
    private List<HttpConnection> connections = List.of();
    private SharedReceiveBuffer receiveBuffer;
    private HttpAccount account; // of requests that begin now
    private LoopRecorder recorder; // of the measured window
    private long number; // of the next request, from 0; continues from the warm-up
    private int waiting; // requests whose reply may arrive at any time
    private long ticks;
    private long startNs; // of the measured window
    private boolean warming;
    private boolean begun; // requests are being sent, in a warm-up or measured
    private boolean ended;

    HttpLoop(HttpLoad load, HttpLoadPlan plan, int thread, EventLoop loop, Clock clock, EventLog notes) {
        this.load = load;
        this.plan = plan;
        this.thread = thread;
        this.loop = loop;
        this.clock = clock;
        this.notes = notes;
        name = "thread " + (thread + 1);
        account = fresh();
        schedule = plan.isOpenLoop() ? plan.schedule(thread) : null;
        link = plan.linkDelayNs() == 0 ? null
            : new DelayedLink(this, load, loop, clock, plan.linkDelayNs(), plan.connectionsOf(thread), () -> waiting == 0);
        alarm = new HttpTimer(load, loop, clock, schedule == null ? this::measure : this::pump, () -> waiting == 0, HttpTimer.EARLY_NS);
    }

    /** Called on the loop: opens the connections. */
    void connect(HttpRequests requests) {
        if (ended) return; // stopped first
        if (schedule != null || link != null) TimerSlack.shrink();
        receiveBuffer = new SharedReceiveBuffer(ByteBufAllocator.DEFAULT, RECEIVE_BYTES);
        var window = new HttpWindow(RECEIVE_BYTES);
        connections = Stream.generate(() -> connection(requests, window)).limit(plan.connectionsOf(thread)).toList();
        connections.forEach(HttpConnection::open);
    }

    private HttpAccount fresh() {
        return new HttpAccount(name, plan.timeoutNs(), plan.url().tls().isEmpty(), clock, notes);
    }

    HttpAccount account() {
        return account;
    }

    /** The measured window's account, empty before the window opens. */
    HttpAccount measured() {
        return warming ? fresh() : account;
    }

    /** Called on the loop when all connections of the load were tried: requests begin now, in no figure, until the load is started. */
    void warmUp(LoopRecorder into, long startsNs) {
        if (ended) return;
        warming = true;
        if (schedule != null) schedule.start(startsNs);
        open(account, into, startsNs, Long.MAX_VALUE);
        sendAll();
    }

    /** Called on the loop before the measured window opens. A schedule restarts, with no tick before the window. */
    void start(LoopRecorder into, long startsNs) {
        if (ended) return;
        recorder = into;
        startNs = startsNs;
        if (!warming) open(account, into, startsNs, startsNs + plan.durationNs());
        handshakes.start(into, startsNs);
        if (schedule == null) {
            alarm.at(startsNs);
            return;
        }
        if (warming) account.unsent(schedule.unsent(clock.nanos()));
        schedule.start(startsNs);
        measure();
        alarm.notAfter(startsNs);
    }

    /** Requests that begin from now on are measured; those in flight stay the warm-up's. */
    private void measure() {
        if (ended) return;
        if (warming) {
            warming = false;
            account.close(clock.nanos());
            account = fresh();
            open(account, recorder, startNs, startNs + plan.durationNs());
        }
        sendAll();
    }

    private void open(HttpAccount of, LoopRecorder into, long startsNs, long endsNs) {
        of.open(into, startsNs, endsNs);
        ticks = 0;
        nextTick(of);
    }

    private void sendAll() {
        begun = true;
        for (var connection : connections) if (connection.isFree()) free(connection, clock.nanos());
    }

    private HttpConnection connection(HttpRequests requests, HttpWindow window) {
        return new HttpConnection(this, this::socket, requests.forConnection(),
            new HttpBodyCheck(plan.expected().orElse(null)), plan.template().traits(), window);
    }

    private RequestSocket socket(RequestSocket.User user) {
        int timeoutMs = (int) Math.max(1, plan.timeoutNs() / 1_000_000);
        var url = plan.url();
        return url.tls().isPresent() ? RequestSocket.overTls(url.tls().get(), url.host(), load.addresses, loop, timeoutMs, user)
            : RequestSocket.to(load.addresses, loop, timeoutMs, receiveBuffer, user);
    }

    private void nextTick(HttpAccount of) {
        long dueNs = Math.min(of.startNs() + (ticks + 1) * WrkStatistics.TICK_NS, of.endNs());
        loop.schedule(load.guarded(() -> tick(of)), dueNs - clock.nanos(), TimeUnit.NANOSECONDS);
    }

    /** Called every 100 ms: wrk's sample, finished seconds, requests over the time-out. */
    private void tick(HttpAccount of) {
        if (ended || of != account) return;
        long now = clock.nanos();
        if (now >= of.endNs()) {
            end(of.endNs());
            return;
        }
        ticks = (now - of.startNs()) / WrkStatistics.TICK_NS; // a delayed loop skips ticks, as wrk's does
        for (var each : connections) if (each.exceedsTimeout(now)) each.account().exceededTimeout(each, now);
        of.tick(now);
        nextTick(of);
    }

    /** Ends the run now, if it has not ended. Called on the loop. */
    void stop() {
        if (!ended) end(account.isOpen() ? Math.clamp(clock.nanos(), account.startNs(), account.endNs()) : 0);
    }

    /** Ends the run at that moment, which may be past, begun or not, and closes the connections. */
    private void end(long atNs) {
        ended = true;
        account.close(atNs);
        long lastNs = Math.max(account.startNs(), account.endNs() - 1);
        for (var connection : connections) {
            // a loop that is late for the end is late for the ticks before it
            if (connection.exceedsTimeout(account.endNs())) connection.account().exceededTimeout(connection, lastNs);
            if (connection.end()) connection.account().interrupted(lastNs);
        }
        if (schedule != null && account.isOpen()) account.unsent(schedule.unsent(account.endNs()));
        if (receiveBuffer != null) receiveBuffer.release();
        load.ended();
    }

    /** The load failed: sends nothing more and closes the connections. */
    void abandon() {
        ended = true;
        connections.forEach(HttpConnection::drop);
    }

    /** @param handshakeNs of TLS; 0 without */
    void connected(HttpConnection connection, long handshakeNs) {
        if (handshakeNs > 0 && !ended && !warming) handshakes.ended(clock.nanos(), handshakeNs);
        if (begun) free(connection, clock.nanos());
    }

    /** The connection can take a request. */
    // HOT: once per reply. In a closed loop, the time of the reply is the time of the next request.
    void free(HttpConnection connection, long now) {
        if (schedule == null) {
            send(connection, now, now);
            return;
        }
        if (connection.enqueue()) free.add(connection);
        pump();
    }

    /** Sends each due tick while a connection is free. */
    // HOT: once per reply and alarm of an open loop.
    private void pump() {
        while (!free.isEmpty() && !ended) {
            long intendedNs = schedule.intendedNs();
            long now = clock.nanos();
            if (intendedNs >= account.endNs()) return;
            if (intendedNs > now) {
                alarm.at(intendedNs);
                return;
            }
            var connection = free.poll();
            if (!connection.dequeue()) continue; // it broke; it returns once it is open
            schedule.take();
            send(connection, intendedNs, now);
        }
    }

    private void send(HttpConnection connection, long intendedNs, long now) {
        account.tally.began();
        connection.begin(account, number++, intendedNs, now);
        if (link == null) write(connection);
        else link.hold(connection, now);
    }

    /** Its delay on the emulated link is over. */
    void leave(HttpConnection connection, long now, long heldNs) {
        if (ended) return;
        connection.account().held(now, heldNs);
        write(connection);
    }

    private void write(HttpConnection connection) {
        waiting++;
        connection.write();
    }

    /** A reply is complete: reads the clock, records the reply, and returns the time, or {@link #ENDED}. */
    // HOT: once per reply.
    long replied(HttpConnection connection) {
        long now = clock.nanos();
        if (now >= account.endNs()) {
            end(account.endNs());
            return ENDED;
        }
        waiting--;
        connection.account().replied(connection, now);
        return now;
    }

    void connectFailed(HttpConnection connection, Throwable cause, long waitNs) {
        if (ended) return;
        account.failed(HttpMetrics.CONNECT_ERRORS, SocketTrouble.connecting(plan.url().host(), plan.url().port(), cause));
        openAfter(connection, waitNs);
    }

    /** An attempt that was written or delayed ended without a reply. */
    void errored(HttpAccount of, Counter counter, String why) {
        if (!ended) of.failed(counter, (counter == HttpMetrics.READ_ERRORS ? "read error: " : "write error: ") + why);
    }

    void strayed() {
        if (!ended) account.failed(HttpMetrics.STRAYS, "bytes that answer no request");
    }

    /** Its request was written, and no reply will arrive. */
    void abandoned() {
        waiting--;
    }

    void openAfter(HttpConnection connection, long waitNs) {
        if (ended) return;
        var opening = load.guarded(() -> {
            if (!ended) connection.open();
        });
        if (waitNs == 0) loop.execute(opening);
        else loop.schedule(opening, waitNs, TimeUnit.NANOSECONDS);
    }

    void failed(Throwable thrown) {
        load.failed(thrown);
    }
}
