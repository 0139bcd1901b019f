package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import reprise.transport.wamp.Message.*;
import reprise.transport.wamp.Message.Error;

/**
 * Decodes one connection's messages, on its loop. It checks args and kwargs and copies them as bytes without parsing; it parses options and
 * details only if there are any. A message allocates its record, and with arguments a {@link Payload} and one array each for args and
 * kwargs; a URI only when it is new to the connection. Anything but a well-formed {@link Message} is a {@link WampException}.
 */
final class MessageDecoder {
    private static final int KEPT_SCRATCH_BYTES = 16 * 1024;
    private static final byte[] NOTHING = {};

    private final Serializer form;
    private final ValueReader in;
    private byte[] scratch = NOTHING;
    private int type;
    private long request;

    MessageDecoder(Serializer form) {
        this.form = form;
        this.in = form.reader();
    }

    /** HOT: an off-heap message is copied once to an array, which is faster to scan; small arrays are kept. */
    Message decode(ByteBuf buffer, int from, int bytes) {
        if (buffer.hasArray()) return decode(buffer.array(), buffer.arrayOffset() + from, bytes);
        byte[] copy = scratch;
        if (copy.length < bytes) {
            copy = new byte[Math.max(bytes, 256)];
            if (copy.length <= KEPT_SCRATCH_BYTES) scratch = copy;
        }
        buffer.getBytes(from, copy, 0, bytes);
        return decode(copy, 0, bytes);
    }

    Message decode(byte[] bytes, int from, int length) {
        type = 0;
        request = 0;
        try {
            in.start(bytes, from, from + length);
            element("code");
            type = (int) Math.min(in.whole("code"), 256);
            var message = message();
            in.finish();
            return message;
        } catch (WampException e) {
            var located = new WampException(e.uri(), "message" + (type == 0 ? "" : " " + type) + ": " + e.getMessage(), e.getCause());
            throw e.uri().equals(WampException.INVALID_URI) && request > 0 ? located.inRequest(type, request) : located;
        }
    }

    private Message message() {
        return switch (type) {
            case Message.HELLO -> new Hello(uri("realm"), dict("details"));
            case Message.WELCOME -> new Welcome(id("session"), dict("details"));
            case Message.ABORT -> new Abort(dict("details"), uri("reason"));
            case Message.GOODBYE -> new Goodbye(dict("details"), uri("reason"));
            case Message.ERROR -> error();
            case Message.PUBLISH -> new Publish(request(), dict("options"), uri("topic"), payload());
            case Message.PUBLISHED -> new Published(request(), id("publication"));
            case Message.SUBSCRIBE -> subscribe(request(), dict("options"));
            case Message.SUBSCRIBED -> new Subscribed(request(), id("subscription"));
            case Message.UNSUBSCRIBE -> new Unsubscribe(request(), id("subscription"));
            case Message.UNSUBSCRIBED -> new Unsubscribed(request());
            case Message.EVENT -> new Event(id("subscription"), id("publication"), dict("details"), payload());
            case Message.CALL -> new Call(request(), dict("options"), uri("procedure"), payload());
            case Message.CANCEL -> new Cancel(request(), dict("options"));
            case Message.RESULT -> new Result(request(), dict("details"), payload());
            case Message.REGISTER -> register(request(), dict("options"));
            case Message.REGISTERED -> new Registered(request(), id("registration"));
            case Message.UNREGISTER -> new Unregister(request(), id("registration"));
            case Message.UNREGISTERED -> new Unregistered(request());
            case Message.INVOCATION -> new Invocation(request(), id("registration"), dict("details"), payload());
            case Message.INTERRUPT -> new Interrupt(request(), dict("options"));
            case Message.YIELD -> new Yield(request(), dict("options"), payload());
            default -> throw WampException.violation("its code is none of the basic profile");
        };
    }

    private Subscribe subscribe(long asked, Dict options) {
        return new Subscribe(asked, options, pattern("topic", options));
    }

    private Register register(long asked, Dict options) {
        return new Register(asked, options, pattern("procedure", options));
    }

    // A URI, or a pattern if its options say so.
    private String pattern(String what, Dict options) {
        var match = UriMatch.of(options);
        if (match == null || match == UriMatch.EXACT) return uri(what);
        element(what);
        return Uris.checked(in.text(what), match);
    }

    // Its URI must not be reported as that of a request to answer: an ERROR is never answered.
    private Error error() {
        element("request type");
        int requestType = (int) Math.min(in.whole("request type"), 256);
        return switch (requestType) {
            case Message.PUBLISH, Message.SUBSCRIBE, Message.UNSUBSCRIBE, Message.CALL, Message.REGISTER, Message.UNREGISTER,
                Message.INVOCATION -> new Error(requestType, id("request"), dict("details"), uri("error"), payload());
            default -> throw WampException.violation("request type: " + requestType + " is no request");
        };
    }

    private void element(String what) {
        if (!in.next()) throw WampException.violation("it ends before its " + what);
    }

    private long request() {
        request = id("request");
        return request;
    }

    private long id(String what) {
        element(what);
        long id = in.whole(what);
        if (id == 0) throw WampException.violation(what + ": 0 is no id; it must be from 1 to 2^53");
        return id;
    }

    private Dict dict(String what) {
        element(what);
        return in.options(form, what);
    }

    private String uri(String what) {
        element(what);
        return in.uri(what);
    }

    private Payload payload() {
        if (!in.next()) return Payload.NONE;
        byte[] args = in.list("args");
        byte[] kwargs = in.next() ? in.dict("kwargs") : null;
        return Payload.of(form, args, kwargs);
    }
}
