package reprise.testee.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import reprise.transport.tls.ServerTls;

/**
 * A client's connection: it reads requests, calls procedures, and writes the replies in the order of the requests, though they may
 * complete in any order. Owned by the event loop.
 * <pre>
 * OPEN      → LAST       a request that is the connection's last has been taken; later ones are not
 * LAST      → LINGERING  its reply is written, and our side shut: what the client still sends is read and dropped, as closing
 *                        a socket over unread input resets it, and the reply could be lost
 * LINGERING → ENDED      the client has closed, or was waited for long enough
 * OPEN      → ENDED      the client closed it, or it became a WebSocket
 * </pre>
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    /** At this many unanswered requests, it reads no more. Those of one read (at most 64 KiB) are all accepted. */
    static final int UNANSWERED_LIMIT = 64;

    private enum State { OPEN, LAST, LINGERING, ENDED }

    private final HttpPort port;
    private final Channel socket;
    private final HttpIntake intake;
    private State state = State.OPEN;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean inRead;
    private boolean unflushed;

    // the request being received
    private HttpRequest request;
    private HttpReply early; // the reply that its head alone requires
    private ByteBuf body; // the part received so far, if it arrives in pieces
    private int bodyBytes;

    private final HttpOrder unanswered = new HttpOrder(); // the requests received

    // while the port watches its deadline
    private boolean watched;
    private long deadlineNs;

    HttpConnection(HttpPort port, Channel socket, HttpIntake intake) {
        this.port = port;
        this.socket = socket;
        this.intake = intake;
    }

    // HOT: twice per request.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        inRead = true;
        try {
            if (state == State.OPEN && message instanceof HttpRequest head) onHead(head);
            if (state == State.OPEN && message instanceof HttpContent content) onContent(context, content);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHead(HttpRequest head) {
        request = head;
        bodyBytes = 0;
        early = port.rules.answer(head);
        boolean waits = HttpRules.awaitsContinue(head);
        if (early != null && (early.closes() || waits)) { // only the client knows whether a body follows
            refuse(early);
        } else if (waits) {
            unanswered.add(new HttpExchange(this)).reply = HttpReplies.writeContinue(socket.alloc());
            writeReady();
        }
    }

    private void onContent(ChannelHandlerContext context, HttpContent content) {
        bodyBytes += content.content().readableBytes();
        boolean whole = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            refuse(HttpRules.notHttp(content.decoderResult().cause()));
        } else if (bodyBytes > port.plan.bodyLimitBytes()) {
            refuse(port.rules.tooLong());
        } else if (whole && body == null) {
            onRequest(context, content.content());
        } else if (early == null) { // if the head decided the reply, the body is skipped
            if (body == null) body = socket.alloc().heapBuffer(content.content().readableBytes());
            body.writeBytes(content.content());
            if (whole) onRequest(context, body);
        }
    }

    private void onRequest(ChannelHandlerContext context, ByteBuf whole) {
        unwatch();
        if (early == null && port.rules.isUpgrade(request)) {
            upgrade(context);
            return;
        }
        var exchange = unanswered.add(exchange(request));
        String wrong = early == null ? port.body.read(whole) : null;
        var answer = wrong == null ? early : HttpReply.refusal(400, "caller: " + wrong);
        if (exchange.closes) state = State.LAST;
        forgetRequest();
        if (answer != null) answer(exchange, answer);
        else call(exchange);
        readOrNot();
    }

    private void call(HttpExchange exchange) {
        try {
            port.calls.call(port.body.procedure(), port.body.arguments(), port.callTimeoutMs, exchange);
        } catch (RuntimeException e) { // unexpected: other connections must not suffer
            System.err.println("http: the call of " + port.body.procedure() + " failed: " + e);
            answer(exchange, HttpReply.failure("caller: the router failed: " + e));
        }
    }

    private void forgetRequest() {
        request = null;
        early = null;
        if (body != null) body.release();
        body = null;
    }

    private HttpExchange exchange(HttpRequest head) {
        var exchange = new HttpExchange(this);
        exchange.bodyless = early != null && head.method().equals(HttpMethod.HEAD);
        boolean staysByDefault = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (staysByDefault && !head.headers().contains(HttpHeaderNames.CONNECTION)) return exchange;
        exchange.closes = !HttpUtil.isKeepAlive(head);
        exchange.saysKeepAlive = !staysByDefault && !exchange.closes;
        return exchange;
    }

    /** Answers the request being received, and accepts no other. */
    private void refuse(HttpReply reply) {
        unwatch();
        var exchange = new HttpExchange(this);
        exchange.closes = true;
        exchange.bodyless = request != null && request.method().equals(HttpMethod.HEAD);
        state = State.LAST;
        forgetRequest();
        answer(unanswered.add(exchange), reply);
        readOrNot();
    }

    private void upgrade(ChannelHandlerContext context) {
        if (unanswered.size() > 0) {
            refuse(HttpReply.refusal(400, "http: an upgrade has to wait for the replies to what was asked before it"));
            return;
        }
        var whole = new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri(), Unpooled.EMPTY_BUFFER,
            request.headers(), EmptyHttpHeaders.INSTANCE);
        state = State.ENDED;
        forgetRequest();
        flush();
        socket.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        // The encoder goes first: Netty inserts the frame encoder before it, and the decoder's own close frames must pass that.
        ServerTls.addBehind(context.pipeline(), new HttpResponseEncoder());
        context.pipeline().remove(this);
        var unread = intake.takeUnread(); // frames in one packet with the request: Netty would decode them before anybody can take them
        port.upgrade.begin(socket, whole);
        if (context.pipeline().context(intake) == null) ServerTls.readBehind(socket.pipeline(), unread);
        else unread.release(); // refused
    }

    // HOT: every call.
    void answer(HttpExchange exchange, CallerReply reply) {
        if (state == State.ENDED || exchange.reply != null) return;
        exchange.reply = port.replies.write(socket.alloc(), reply, exchange);
        if (unanswered.isFirst(exchange)) writeReady();
    }

    void answer(HttpExchange exchange, HttpReply reply) {
        if (state == State.ENDED || exchange.reply != null) return;
        exchange.reply = port.replies.write(socket.alloc(), reply, exchange);
        if (unanswered.isFirst(exchange)) writeReady();
    }

    private void writeReady() {
        for (var exchange = unanswered.takeReady(); exchange != null; exchange = unanswered.takeReady()) {
            unflushed = true;
            socket.write(exchange.reply, socket.voidPromise());
            if (exchange.closes) {
                linger();
                return;
            }
        }
        if (unanswered.size() == 0 && inputEnded) linger();
        if (inRead) return; // flushed, and read on, once all input of this read is handled
        flush();
        readOrNot();
    }

    private void flush() {
        if (!unflushed) return;
        unflushed = false;
        socket.flush();
    }

    /** Everything is written: shuts our half and waits for the client's close. */
    private void linger() {
        if (state == State.LINGERING) return;
        state = State.LINGERING;
        unflushed = false;
        socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            outputEnded = true;
            if (inputEnded) socket.close();
            else ServerTls.endOutput((DuplexChannel) socket);
        });
        watch();
        readOrNot();
    }

    private void readOrNot() {
        boolean wanted = switch (state) {
            case OPEN -> unanswered.size() < UNANSWERED_LIMIT && socket.isWritable();
            case LINGERING -> true;
            case LAST, ENDED -> false;
        };
        if (socket.config().isAutoRead() != wanted) socket.config().setAutoRead(wanted);
    }

    // HOT: every read.
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        inRead = false;
        flush();
        if (state == State.OPEN && intake.unfinished() && !watched) watch();
    }

    private void watch() {
        watched = true;
        deadlineNs = System.nanoTime() + port.plan.requestTimeout().toNanos();
        port.watch(this);
    }

    private void unwatch() {
        if (!watched) return;
        watched = false;
        port.unwatch(this);
    }

    /** Called once a second while it is watched. */
    void checkDeadline(long nowNs) {
        if (nowNs - deadlineNs < 0) return;
        if (state == State.LINGERING) {
            socket.close();
        } else if (!socket.config().isAutoRead()) { // we have stopped reading, not the client
            deadlineNs = nowNs + port.plan.requestTimeout().toNanos();
        } else {
            refuse(HttpReply.refusal(408, "http: the request was not complete after " + port.plan.requestTimeout().toMillis() + " ms")
                .closing());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (state == State.OPEN) readOrNot();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) return;
        inputEnded = true;
        if (outputEnded) socket.close();
        else if (unanswered.size() == 0) linger();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        state = State.ENDED;
        unwatch();
        forgetRequest();
        unanswered.drop();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) System.err.println("http: a connection failed, and is closed: " + cause);
        socket.close();
    }
}
