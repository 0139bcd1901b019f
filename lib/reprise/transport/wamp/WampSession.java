package reprise.transport.wamp;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import reprise.transport.NumberedMap;
import reprise.transport.wamp.Message.*;
import reprise.transport.wamp.Message.Error;

/**
 * A session that has joined a realm: caller, callee, subscriber and publisher. Methods are thread-safe; futures complete, and procedures
 * and event consumers run, on the connection's loop. A request that receives an ERROR fails with a {@link WampException} that has the
 * ERROR's URI; one that is pending when the session ends, with {@link WampException#CONNECTION_LOST}. The router assigns the ids.
 */
public final class WampSession implements MessageListener {
    private static final Dict ROLES = Dict.json("""
        {"roles": {
          "caller": {"features": {"progressive_call_results": true, "call_canceling": true, "call_timeout": true}},
          "callee": {"features": {"shared_registration": true, "progressive_call_results": true, "call_canceling": true}},
          "subscriber": {}, "publisher": {"features": {"publisher_exclusion": true, "subscriber_blackwhite_listing": true}}}}""");
    private static final Consumer<Payload> NO_PARTS = _ -> { };

    private final WampConnection connection;
    private final EventLoop loop;
    private final Invocations invocations;
    private final CompletableFuture<WampSession> joined;
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final NumberedMap<Pending> pending = new NumberedMap<>();
    private final NumberedMap<Consumer<Payload>> consumers = new NumberedMap<>();
    private long id;
    private long requests;
    private boolean over;

    /** A pending request. @param expected the message that answers it, unless ERROR does */
    private record Pending(long request, String what, Class<? extends Message> expected, CompletableFuture<Object> answer,
        Consumer<Object> granted, Consumer<Payload> parts) {}

    WampSession(WampConnection connection, String realm, CompletableFuture<WampSession> joined) {
        this.connection = connection;
        this.loop = connection.loop();
        this.joined = joined;
        this.invocations = new Invocations(connection);
        connection.send(new Hello(realm, ROLES));
    }

    public long id() {
        return id;
    }

    public EventLoop loop() {
        return loop;
    }

    /** Completes with the reason when the session has ended, whichever side ended it. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    /** Completes with the registration's id. Options are such as {@code {"invoke": "roundrobin"}}. */
    public CompletableFuture<Long> register(String procedure, Dict options, Procedure called) {
        return ask("register " + procedure, request -> new Register(request, options, procedure), Registered.class,
            id -> invocations.add((Long) id, called), Long.class);
    }

    public CompletableFuture<Void> unregister(long registration) {
        return ask("unregister " + registration, request -> new Unregister(request, registration), Unregistered.class,
            _ -> invocations.remove(registration), Void.class);
    }

    /**
     * Completes with the result. Progressive results are ignored, even if the options ask for them. Cancelling the future cancels the call.
     */
    public CompletableFuture<Payload> call(String procedure, Dict options, Payload arguments) {
        return call(procedure, options, arguments, NO_PARTS);
    }

    /**
     * Calls a procedure that may answer progressively: {@code parts} receives each partial result on the loop; the future holds the last.
     */
    public CompletableFuture<Payload> callForParts(String procedure, Dict options, Payload arguments, Consumer<Payload> parts) {
        return call(procedure, options.with("receive_progress", true), arguments, parts);
    }

    private CompletableFuture<Payload> call(String procedure, Dict options, Payload arguments, Consumer<Payload> parts) {
        var answer = new CompletableFuture<Object>();
        var result =
            ask(procedure, request -> new Call(request, options, procedure, arguments), Result.class, _ -> { }, parts, answer,
            Payload.class);
        result.whenComplete((_, _) -> {
            if (result.isCancelled()) onLoop(() -> cancel(answer), answer);
        });
        return result;
    }

    private void cancel(CompletableFuture<Object> answer) {
        for (var asked : pending.values()) {
            if (asked.answer != answer) continue;
            connection.send(new Cancel(asked.request, Dict.NONE.with("mode", "killnowait")));
            return;
        }
    }

    /** Completes with the subscription's id. */
    public CompletableFuture<Long> subscribe(String topic, Dict options, Consumer<Payload> events) {
        return ask("subscribe " + topic, request -> new Subscribe(request, options, topic), Subscribed.class,
            id -> consumers.put((long) (Long) id, events), Long.class);
    }

    public CompletableFuture<Void> unsubscribe(long subscription) {
        return ask("unsubscribe " + subscription, request -> new Unsubscribe(request, subscription), Unsubscribed.class,
            _ -> consumers.remove(subscription), Void.class);
    }

    /** Completes with the publication's id once the router has acknowledged it. */
    public CompletableFuture<Long> publish(String topic, Dict options, Payload payload) {
        var acknowledged = options.with("acknowledge", true);
        return ask("publish " + topic, request -> new Publish(request, acknowledged, topic, payload), Published.class,
            _ -> { }, Long.class);
    }

    /** Sends GOODBYE; completes when the connection is closed. */
    public CompletableFuture<Void> leave() {
        onLoop(() -> {
            if (over) return;
            connection.send(new Goodbye(Dict.NONE, "wamp.close.normal"));
            loop.schedule(() -> connection.close(), 2, java.util.concurrent.TimeUnit.SECONDS);
        }, left);
        return left;
    }

    private <T> CompletableFuture<T> ask(String what, LongFunction<Message> message, Class<? extends Message> expected,
        Consumer<Object> granted, Class<T> type) {
        return ask(what, message, expected, granted, NO_PARTS, new CompletableFuture<>(), type);
    }

    private <T> CompletableFuture<T> ask(String what, LongFunction<Message> message, Class<? extends Message> expected,
        Consumer<Object> granted, Consumer<Payload> parts, CompletableFuture<Object> answer, Class<T> type) {
        onLoop(() -> {
            if (over) {
                answer.completeExceptionally(new WampException(WampException.CONNECTION_LOST, what + ": the session has ended"));
                return;
            }
            long request = ++requests;
            try {
                connection.send(message.apply(request));
                pending.put(request, new Pending(request, what, expected, answer, granted, parts));
            } catch (WampException e) {
                answer.completeExceptionally(e);
            }
        }, answer);
        return answer.thenApply(type::cast);
    }

    private void onLoop(Runnable work, CompletableFuture<?> failing) {
        if (loop.inEventLoop()) {
            work.run();
            return;
        }
        try {
            loop.execute(work);
        } catch (java.util.concurrent.RejectedExecutionException e) { // the loop was shut down in the meantime
            failing.completeExceptionally(new WampException(WampException.CONNECTION_LOST, "the event loop has ended", e));
        }
    }

    /** HOT: for a callee, INVOCATION; for a caller, RESULT. */
    @Override
    public void onMessage(Message message) {
        switch (message) {
            case Invocation m -> invocations.invoked(m);
            case Result m -> result(m);
            case Event m -> event(m);
            case Error m -> refused(m);
            case Welcome m -> welcome(m);
            case Registered m -> answered(m, m.request(), m.registration());
            case Subscribed m -> answered(m, m.request(), m.subscription());
            case Published m -> answered(m, m.request(), m.publication());
            case Unregistered m -> answered(m, m.request(), null);
            case Unsubscribed m -> answered(m, m.request(), null);
            case Interrupt m -> invocations.interrupted(m);
            case Abort m -> end("the router aborts: " + m.reason() + " " + m.details(), m.reason());
            case Goodbye m -> goodbye(m);
            default -> onViolation(WampException.violation("a router does not send " + message.getClass().getSimpleName()));
        }
    }

    private void welcome(Welcome welcome) {
        if (id != 0) {
            onViolation(WampException.violation("a second WELCOME"));
            return;
        }
        id = welcome.session();
        joined.complete(this);
    }

    private void result(Result result) {
        boolean part = !result.details().isEmpty() && result.details().flag("progress", false);
        var asked = part ? pending.get(result.request()) : null;
        if (asked != null && asked.expected == Result.class) asked.parts.accept(result.payload());
        else answered(result, result.request(), result.payload());
    }

    private void answered(Message message, long request, Object value) {
        var asked = pending.remove(request);
        if (asked == null || asked.expected != message.getClass()) {
            if (asked != null) pending.put(request, asked);
            onViolation(WampException.violation(message.getClass().getSimpleName() + " for request " + request
                + ", which does not wait for it"));
            return;
        }
        asked.granted.accept(value);
        asked.answer.complete(value);
    }

    private void refused(Error error) {
        var asked = pending.remove(error.request());
        if (asked != null) asked.answer.completeExceptionally(WampException.answered(asked.what, error.uri(), error.payload()));
    }

    private void event(Event event) {
        var consumer = consumers.get(event.subscription());
        if (consumer != null) consumer.accept(event.payload());
    }

    private void goodbye(Goodbye goodbye) {
        if (!goodbye.reason().equals("wamp.close.goodbye_and_out")) {
            connection.send(new Goodbye(Dict.NONE, "wamp.close.goodbye_and_out"));
        }
        end("goodbye: " + goodbye.reason(), goodbye.reason());
    }

    @Override
    public void onViolation(WampException violation) {
        connection.send(new Abort(Dict.NONE.with("message", violation.getMessage()), violation.uri()));
        end(violation.getMessage(), violation.uri());
    }

    private void end(String why, String uri) {
        finish(why, uri);
        connection.close();
    }

    @Override
    public void onClosed(String why) {
        finish(why, WampException.CONNECTION_LOST);
        left.complete(null);
    }

    private void finish(String why, String uri) {
        if (over) return;
        over = true;
        joined.completeExceptionally(new WampException(uri, why));
        var open = pending.values().toArray(new Pending[0]);
        pending.clear();
        for (var asked : open) {
            asked.answer.completeExceptionally(new WampException(WampException.CONNECTION_LOST, asked.what + ": " + why));
        }
        closed.complete(why);
    }
}
