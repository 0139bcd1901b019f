package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import reprise.transport.wamp.Message.*;
import reprise.transport.wamp.Message.Error;

/**
 * Encodes one connection's messages, on its loop. It allocates only to write options or details, or a payload from the other
 * serializer. A payload or dict that cannot be written is a {@link WampException}; the buffer then holds half a message.
 */
final class MessageEncoder {
    private final Serializer form;
    private final ValueWriter out;

    MessageEncoder(Serializer form) {
        this.form = form;
        this.out = form.writer();
    }

    /** HOT: every message sent passes here. */
    void encode(Message message, ByteBuf buffer) {
        switch (message) {
            case Call m -> request(buffer, Message.CALL, m.request(), m.options(), m.procedure(), m.payload());
            case Publish m -> request(buffer, Message.PUBLISH, m.request(), m.options(), m.topic(), m.payload());
            case Invocation m -> forwarded(buffer, Message.INVOCATION, m.request(), m.registration(), m.details(), m.payload());
            case Event m -> forwarded(buffer, Message.EVENT, m.subscription(), m.publication(), m.details(), m.payload());
            case Result m -> answer(buffer, Message.RESULT, m.request(), m.details(), m.payload());
            case Yield m -> answer(buffer, Message.YIELD, m.request(), m.options(), m.payload());
            case Error m -> error(buffer, m);
            case Hello m -> named(buffer, Message.HELLO, m.realm(), m.details());
            case Welcome m -> dicted(buffer, Message.WELCOME, m.session(), m.details());
            case Abort m -> reason(buffer, Message.ABORT, m.details(), m.reason());
            case Goodbye m -> reason(buffer, Message.GOODBYE, m.details(), m.reason());
            case Register m -> request(buffer, Message.REGISTER, m.request(), m.options(), m.procedure(), Payload.NONE);
            case Subscribe m -> request(buffer, Message.SUBSCRIBE, m.request(), m.options(), m.topic(), Payload.NONE);
            case Registered m -> ids(buffer, Message.REGISTERED, m.request(), m.registration());
            case Unregister m -> ids(buffer, Message.UNREGISTER, m.request(), m.registration());
            case Unregistered m -> ids(buffer, Message.UNREGISTERED, m.request());
            case Subscribed m -> ids(buffer, Message.SUBSCRIBED, m.request(), m.subscription());
            case Unsubscribe m -> ids(buffer, Message.UNSUBSCRIBE, m.request(), m.subscription());
            case Unsubscribed m -> ids(buffer, Message.UNSUBSCRIBED, m.request());
            case Published m -> ids(buffer, Message.PUBLISHED, m.request(), m.publication());
            case Cancel m -> dicted(buffer, Message.CANCEL, m.request(), m.options());
            case Interrupt m -> dicted(buffer, Message.INTERRUPT, m.request(), m.options());
        }
        out.finish();
    }

    private void start(ByteBuf buffer, int code, int elements, Payload payload) {
        out.start(buffer, elements + (payload.isEmpty() ? 0 : payload.kwargs(form) == null ? 1 : 2));
        out.whole(code);
    }

    private void request(ByteBuf buffer, int code, long request, Dict options, String uri, Payload payload) {
        start(buffer, code, 4, payload);
        out.whole(request);
        dict(options);
        out.text(uri);
        payload(payload);
    }

    private void forwarded(ByteBuf buffer, int code, long first, long second, Dict details, Payload payload) {
        start(buffer, code, 4, payload);
        out.whole(first);
        out.whole(second);
        dict(details);
        payload(payload);
    }

    private void answer(ByteBuf buffer, int code, long request, Dict details, Payload payload) {
        start(buffer, code, 3, payload);
        out.whole(request);
        dict(details);
        payload(payload);
    }

    private void error(ByteBuf buffer, Error error) {
        start(buffer, Message.ERROR, 5, error.payload());
        out.whole(error.requestType());
        out.whole(error.request());
        dict(error.details());
        out.text(error.uri());
        payload(error.payload());
    }

    private void named(ByteBuf buffer, int code, String name, Dict details) {
        start(buffer, code, 3, Payload.NONE);
        out.text(name);
        dict(details);
    }

    private void reason(ByteBuf buffer, int code, Dict details, String reason) {
        start(buffer, code, 3, Payload.NONE);
        dict(details);
        out.text(reason);
    }

    private void dicted(ByteBuf buffer, int code, long id, Dict dict) {
        start(buffer, code, 3, Payload.NONE);
        out.whole(id);
        dict(dict);
    }

    private void ids(ByteBuf buffer, int code, long first, long second) {
        start(buffer, code, 3, Payload.NONE);
        out.whole(first);
        out.whole(second);
    }

    private void ids(ByteBuf buffer, int code, long id) {
        start(buffer, code, 2, Payload.NONE);
        out.whole(id);
    }

    private void dict(Dict dict) {
        if (dict.isEmpty()) out.emptyDict();
        else out.value(dict.bytes(form));
    }

    private void payload(Payload payload) {
        if (payload.isEmpty()) return;
        byte[] args = payload.args(form);
        byte[] kwargs = payload.kwargs(form);
        if (args == null) out.emptyList();
        else out.value(args);
        if (kwargs != null) out.value(kwargs);
    }
}
