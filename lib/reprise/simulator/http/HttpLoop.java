package reprise.simulator.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import reprise.peer.wrk.WrkStatistics;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.transport.RequestSocket;
import reprise.transport.SharedReceiveBuffer;
import reprise.transport.SocketTrouble;
import reprise.transport.TimerSlack;
import reprise.transport.http.HttpRequests;

/**
 * One thread of an {@link HttpLoad}: its connections, its share of the schedule, its counts. All of it happens on its event
 * loop. Times are ns of the clock; wrk's are taken from the start of the run.
 */
final class HttpLoop {
    /** Returned instead of the time once the run is over. */
    static final long ENDED = Long.MIN_VALUE;
    static final int RECEIVE_BYTES = 16 * 1024;

    final HttpAccount account;
    final HttpBodyCheck.Unexpected unexpected = new HttpBodyCheck.Unexpected();
    final WrkStatistics statistics;
    final HttpLoad load;
    private final HttpLoadPlan plan;
    final EventLoop loop;
    private final Clock clock;
    private final OpenLoop schedule; // null for a closed loop
    private final HttpLink link; // null without a delay
    private final HttpAlarm alarm;
    private final ArrayDeque<HttpConnection> free = new ArrayDeque<>();
    private final long timeoutUs;
    private List<HttpConnection> connections = List.of();
    private SharedReceiveBuffer receiveBuffer;
    private LoopRecorder recorder;
    private long number; // of the next request, from 0
    private int waiting; // requests whose reply may come at any time
    private long ticks;
    private long startNs;
    private long endNs;
    private boolean begun;
    private boolean ended;

    HttpLoop(HttpLoad load, HttpLoadPlan plan, int thread, EventLoop loop, Clock clock, EventLog notes) {
        this.load = load;
        this.plan = plan;
        this.loop = loop;
        this.clock = clock;
        account = new HttpAccount("thread " + (thread + 1), clock, notes);
        statistics = new WrkStatistics(plan.timeoutNs());
        timeoutUs = plan.timeoutNs() / 1000;
        schedule = plan.isOpenLoop() ? new OpenLoop(plan.ratePerSec(), plan.threads(), thread) : null;
        link = plan.linkDelayNs() == 0 ? null
            : new HttpLink(this, load, loop, clock, plan.linkDelayNs(), plan.connectionsPerThread(), () -> waiting == 0);
        alarm = new HttpAlarm(load, loop, clock, this::due, () -> waiting == 0, HttpAlarm.EARLY_NS);
    }

    /** On the loop: opens the connections. */
    void connect(HttpRequests requests) {
        if (ended) return; // stopped before
        if (schedule != null || link != null) TimerSlack.shrink();
        receiveBuffer = new SharedReceiveBuffer(ByteBufAllocator.DEFAULT, RECEIVE_BYTES);
        var window = new byte[RECEIVE_BYTES];
        connections = Stream.generate(() -> connection(requests, window)).limit(plan.connectionsPerThread()).toList();
        connections.forEach(HttpConnection::open);
    }

    /** On the loop, when all connections of the load were tried: the run begins then. */
    void start(LoopRecorder into, long startsNs) {
        if (ended) return;
        recorder = into;
        startNs = startsNs;
        endNs = startsNs + plan.durationNs();
        if (schedule != null) schedule.start(startNs);
        account.start(into, startNs, endNs);
        nextTick();
        alarm.at(startNs);
    }

    private void due() {
        if (begun) pump();
        else begin();
    }

    private void begin() {
        if (ended) return;
        begun = true;
        for (var connection : connections) if (connection.isFree()) free(connection, clock.nanos());
    }

    private HttpConnection connection(HttpRequests requests, byte[] window) {
        return new HttpConnection(this, this::socket, requests.forConnection(),
            new HttpBodyCheck(plan.expected().orElse(null), unexpected), plan.template().traits(), window);
    }

    private RequestSocket socket(RequestSocket.User user) {
        return RequestSocket.to(load.addresses, loop, (int) Math.max(1, plan.timeoutNs() / 1_000_000), receiveBuffer, user);
    }

    private void nextTick() {
        long dueNs = Math.min(startNs + (ticks + 1) * WrkStatistics.TICK_NS, endNs);
        loop.schedule(load.guarded(this::tick), dueNs - clock.nanos(), TimeUnit.NANOSECONDS);
    }

    /** Each 100 ms: wrk's sample, the seconds that are over, the requests that are over the timeout. */
    private void tick() {
        if (ended) return;
        long now = clock.nanos();
        if (now >= endNs) {
            end(endNs);
            return;
        }
        ticks = (now - startNs) / WrkStatistics.TICK_NS; // a loop that was held up leaves out ticks, as wrk's does
        statistics.tick(now - startNs);
        for (var each : connections) if (each.goesOver(now)) wentOver(each, now);
        account.recordBytes(now);
        recorder.tick(now);
        nextTick();
    }

    /** Ends the run now, if it has not ended. On the loop. */
    void stop() {
        if (!ended) end(recorder == null ? 0 : Math.clamp(clock.nanos(), startNs, endNs));
    }

    /** How long the run went on; 0 if it did not begin. */
    long tookNs() {
        return endNs - startNs;
    }

    /** Ends the run at that moment, now or before, begun or not. The connections are closed. */
    private void end(long atNs) {
        ended = true;
        account.end();
        endNs = atNs;
        long lastNs = Math.max(startNs, endNs - 1);
        if (recorder != null) {
            statistics.tick(endNs - startNs);
            account.recordBytes(lastNs);
        }
        for (var connection : connections) if (connection.end()) count(HttpSchema.INTERRUPTED, lastNs);
        if (schedule != null && recorder != null) account.count(HttpSchema.UNSENT, lastNs, schedule.unsent(endNs));
        if (receiveBuffer != null) receiveBuffer.release();
        load.ended();
    }

    /** The load failed: nothing more is sent, and the connections are closed. */
    void abandon() {
        ended = true;
        account.end();
        connections.forEach(HttpConnection::drop);
    }

    void connected(HttpConnection connection) {
        if (begun) free(connection, clock.nanos());
    }

    /** The connection can take a request. */
    // HOT: once per reply. In a closed loop the time of the reply is the time of the next request.
    void free(HttpConnection connection, long now) {
        if (schedule == null) {
            send(connection, now, now);
            return;
        }
        if (connection.enqueue()) free.add(connection);
        pump();
    }

    /** Sends each tick that is due while a connection is free. */
    // HOT: once per reply and alarm of an open loop.
    private void pump() {
        while (!free.isEmpty() && !ended) {
            long intendedNs = schedule.intendedNs();
            long now = clock.nanos();
            if (intendedNs >= endNs) return;
            if (intendedNs > now) {
                alarm.at(intendedNs);
                return;
            }
            var connection = free.poll();
            if (!connection.dequeue()) continue; // it broke; it comes again once it is open
            schedule.take();
            send(connection, intendedNs, now);
        }
    }

    private void send(HttpConnection connection, long intendedNs, long now) {
        account.tally.began();
        connection.begin(number++, intendedNs, now);
        if (link == null) write(connection);
        else link.hold(connection, now);
    }

    /** Its time on the emulated link is over. */
    void leave(HttpConnection connection, long now, long heldNs) {
        if (ended) return;
        recorder.time(HttpSchema.LINK_DELAY, now, heldNs);
        write(connection);
    }

    private void write(HttpConnection connection) {
        waiting++;
        connection.write();
    }

    /** A reply is complete: reads the clock, records it, and returns the time, or {@link #ENDED}. */
    // HOT: once per reply.
    long replied(HttpConnection connection) {
        long now = clock.nanos();
        if (now >= endNs) {
            end(endNs);
            return ENDED;
        }
        waiting--;
        account.recordBytes(now);
        boolean inTime = statistics.replied(connection.begunNs() - startNs, now - startNs);
        if (!inTime && connection.goesOver(now)) count(HttpSchema.TIMEOUTS, now);
        recorder.time(HttpSchema.LATENCY, now, now - connection.intendedNs());
        recorder.time(HttpSchema.SERVICE, now, now - connection.begunNs());
        outcome(connection, now);
        return now;
    }

    private void outcome(HttpConnection connection, long now) {
        boolean wrongStatus = connection.status() > 399;
        if (connection.timedOut()) {
            count(HttpSchema.LATE_REPLIES, now);
            if (wrongStatus) account.tally.lateStatusError();
        } else if (wrongStatus) {
            count(HttpSchema.STATUS_ERRORS, now);
        } else if (connection.check().isExpected()) {
            count(HttpSchema.REQUESTS, now);
        } else {
            connection.check().sample();
            count(HttpSchema.UNEXPECTED, now);
        }
    }

    private void wentOver(HttpConnection late, long now) {
        count(HttpSchema.TIMEOUTS, now);
        if (late.awaitsClose()) account.note(HttpSchema.TIMEOUTS, now, HttpConnection.ENDLESS);
    }

    boolean isOver(long begunNs, long now) {
        return WrkStatistics.latencyUs(begunNs - startNs, now - startNs) > timeoutUs;
    }

    void connectFailed(HttpConnection connection, Throwable cause, long waitNs) {
        if (ended) return;
        account.failed(HttpSchema.CONNECT_ERRORS, SocketTrouble.connecting(plan.url().host(), plan.url().port(), cause));
        openAfter(connection, waitNs);
    }

    /** An attempt that was written or held back ended without a reply. */
    void errored(int counter, String why) {
        account.failed(counter, (counter == HttpSchema.READ_ERRORS ? "read error: " : "write error: ") + why);
    }

    /** Its request was written, and no reply will come. */
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

    private void count(int counter, long atNs) {
        account.count(counter, atNs, 1);
    }
}
