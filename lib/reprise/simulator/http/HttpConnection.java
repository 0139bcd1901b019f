package reprise.simulator.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.function.Function;
import reprise.transport.RequestSocket;
import reprise.transport.SocketTrouble;
import reprise.transport.http.HttpRequest;
import reprise.transport.http.HttpResponseParser;
import reprise.transport.http.HttpWindow;
import reprise.transport.http.RequestTraits;

/**
 * One connection of an {@link HttpLoop} with at most one request in flight; it is reopened whenever it is closed. Owned by the loop.
 * Times are ns of the clock.
 * <pre>
 *   connection is   what happens                             the attempt is           then
 *   closed          open                                     –                        connecting
 *   connecting      failed                                   –                        closed, opened after the wait
 *   connecting      connected                                –                        free; before the run begins it waits
 *   free            the loop begins a request                in flight                busy
 *   free            closed, or bytes came                    –                        closed, opened at once
 *   busy            reply, keep-alive                        as the reply is          free
 *   busy            reply, close (its or the request's)      as the reply is          closed, opened at once
 *   busy            reply, more bytes behind it              as the reply is          closed, opened at once
 *   busy            exceeded the time-out                    timeout (once)           busy: the reply is awaited, as in wrk
 *   busy            reset, closed, no HTTP                   readError, writeError    closed, opened after the wait
 *   any             the run ends                             interrupted              closed for good
 * </pre>
 * An attempt that timed out keeps that outcome, whatever comes later.
 */
final class HttpConnection implements RequestSocket.User {
    static final String ENDLESS =
        "a reply has neither a Content-Length nor chunks, so that it ends with its connection, and that stays open";
    private static final long RETRY_NS = 10_000_000L;
    private static final int MAX_DOUBLINGS = 4;

    private final HttpLoop owner;
    private final RequestSocket socket;
    private final HttpRequest request;
    private final HttpResponseParser parser;
    private final HttpBodyCheck check;
    private boolean tried; // with either result
    private boolean connected;
    private boolean inFlight;
    private boolean begunToWrite;
    private boolean inWrite;
    private boolean partlyWritten; // the rest follows when the socket accepts it
    private boolean timedOut;
    private int failures; // consecutive, since the last reply
    private long number;
    private long intendedNs;
    private long begunNs;
    private boolean queued; // in the loop's queue of free ones
    private HttpAccount account; // of the window in which the request began

    HttpConnection(HttpLoop owner, Function<RequestSocket.User, RequestSocket> sockets, HttpRequest request, HttpBodyCheck check,
        RequestTraits traits, HttpWindow window) {
        this.owner = owner;
        socket = sockets.apply(this);
        this.request = request;
        this.check = check;
        parser = new HttpResponseParser(check, traits, window);
    }

    /** Whether it must be added to the queue of free ones; one that broke while queued is still there. */
    boolean enqueue() {
        boolean fresh = !queued;
        queued = true;
        return fresh;
    }

    /** It was removed from the queue of free ones; returns whether it can send. */
    boolean dequeue() {
        queued = false;
        return isFree();
    }

    boolean isAt(long attempt) {
        return connected && inFlight && number == attempt;
    }

    long number() {
        return number;
    }

    long intendedNs() {
        return intendedNs;
    }

    long begunNs() {
        return begunNs;
    }

    HttpAccount account() {
        return account;
    }

    boolean timedOut() {
        return timedOut;
    }

    /** Whether a reply without a length is being received. */
    boolean awaitsClose() {
        return parser.isUntilClose();
    }

    int status() {
        return parser.status();
    }

    HttpBodyCheck check() {
        return check;
    }

    /** The wait before the f-th attempt in a row: none, then 10, 20, 40, 80 ms, then 160 ms each. */
    static long waitNs(int failures) {
        return failures <= 1 ? 0 : RETRY_NS << Math.min(failures - 2, MAX_DOUBLINGS);
    }

    void open() {
        socket.open();
    }

    @Override
    public void notOpened(Throwable cause) {
        failures++;
        tried(cause);
        owner.connectFailed(this, cause, waitNs(failures));
    }

    @Override
    public void opened() {
        connected = true;
        tried(null);
        owner.connected(this, socket.handshakeNs());
    }

    private void tried(Throwable why) {
        if (tried) return;
        tried = true;
        owner.load.tried(why);
    }

    boolean isFree() {
        return connected && !inFlight;
    }

    /** Begins a request; its time counts from here. */
    // HOT: once per request.
    void begin(HttpAccount of, long attempt, long intended, long now) {
        account = of;
        number = attempt;
        intendedNs = intended;
        begunNs = now;
        inFlight = true;
        begunToWrite = false;
        timedOut = false;
        parser.begin();
        check.begin();
    }

    // HOT: once per request; writes the connection's own bytes, without a promise.
    void write() {
        begunToWrite = true;
        inWrite = true;
        socket.send(request.numbered(number).retain());
        inWrite = false;
        partlyWritten = !request.isSent();
    }

    // HOT: once per read, from the loop's buffer.
    @Override
    public void read(ByteBuf in) {
        if (!inFlight || !begunToWrite) {
            owner.account().read(in.readableBytes());
            stray();
            return;
        }
        account.read(in.readableBytes());
        switch (parser.parse(in)) {
            case MORE -> { }
            case REPLY -> replied(in.isReadable());
            case BROKEN -> broke("no HTTP/1.x reply: " + parser.reason());
        }
    }

    /** @param more whether bytes followed the reply before the next request was sent */
    private void replied(boolean more) {
        long now = owner.replied(this);
        if (now == HttpLoop.ENDED) return; // interrupted by the end of the run
        inFlight = false;
        failures = 0;
        if (more) {
            stray();
        } else if (parser.keepsAlive() && connected) {
            owner.free(this, now);
        } else {
            drop();
            owner.openAfter(this, 0);
        }
    }

    private void stray() {
        owner.strayed();
        broke("bytes that answer no request");
    }

    @Override
    public void closed() {
        connected = false;
        if (inFlight && begunToWrite && parser.end() == HttpResponseParser.Progress.REPLY) replied(false);
        else broke(inFlight && begunToWrite ? parser.reason() : "closed by the server");
    }

    @Override
    public void broke(IOException why) {
        broke(SocketTrouble.why(why));
    }

    @Override
    public void failed(Throwable thrown) {
        owner.failed(thrown);
    }

    private void broke(String why) {
        boolean readError = begunToWrite && !inWrite && (!partlyWritten || parser.replyBytes() > 0);
        boolean attempted = inFlight && !timedOut;
        if (inFlight && begunToWrite) owner.abandoned();
        inFlight = false;
        drop();
        if (attempted) owner.errored(account, readError ? HttpMetrics.READ_ERRORS : HttpMetrics.WRITE_ERRORS, why);
        failures++;
        owner.openAfter(this, waitNs(failures));
    }

    void drop() {
        connected = false;
        socket.close();
    }

    /** Whether the attempt has just exceeded the time-out. */
    boolean exceedsTimeout(long now) {
        if (!inFlight || timedOut || !account.isTooLate(begunNs, now)) return false;
        timedOut = true;
        return true;
    }

    /** Ends the run for it; returns whether an attempt without an outcome was in flight. */
    boolean end() {
        boolean interrupted = inFlight && !timedOut;
        inFlight = false;
        drop();
        request.release();
        return interrupted;
    }
}
