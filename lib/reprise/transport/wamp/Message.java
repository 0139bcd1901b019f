package reprise.transport.wamp;

/**
 * The messages of the WAMP v2 basic profile, and CANCEL and INTERRUPT of the advanced one, each with its elements in the order of
 * formats.md. Ids range from 1 to 2^53; {@link MessageDecoder} checks the URIs. Payloads are bytes.
 */
public sealed interface Message {
    int HELLO = 1;
    int WELCOME = 2;
    int ABORT = 3;
    int GOODBYE = 6;
    int ERROR = 8;
    int PUBLISH = 16;
    int PUBLISHED = 17;
    int SUBSCRIBE = 32;
    int SUBSCRIBED = 33;
    int UNSUBSCRIBE = 34;
    int UNSUBSCRIBED = 35;
    int EVENT = 36;
    int CALL = 48;
    int CANCEL = 49;
    int RESULT = 50;
    int REGISTER = 64;
    int REGISTERED = 65;
    int UNREGISTER = 66;
    int UNREGISTERED = 67;
    int INVOCATION = 68;
    int INTERRUPT = 69;
    int YIELD = 70;

    /** The largest id. */
    long MAX_ID = 1L << 53;

    record Hello(String realm, Dict details) implements Message {}

    record Welcome(long session, Dict details) implements Message {}

    record Abort(Dict details, String reason) implements Message {}

    record Goodbye(Dict details, String reason) implements Message {}

    /** @param requestType the code of the message that failed: {@link #CALL}, {@link #INVOCATION} … */
    record Error(int requestType, long request, Dict details, String uri, Payload payload) implements Message {}

    record Publish(long request, Dict options, String topic, Payload payload) implements Message {}

    record Published(long request, long publication) implements Message {}

    record Subscribe(long request, Dict options, String topic) implements Message {}

    record Subscribed(long request, long subscription) implements Message {}

    record Unsubscribe(long request, long subscription) implements Message {}

    record Unsubscribed(long request) implements Message {}

    record Event(long subscription, long publication, Dict details, Payload payload) implements Message {}

    record Call(long request, Dict options, String procedure, Payload payload) implements Message {}

    record Cancel(long request, Dict options) implements Message {}

    record Result(long request, Dict details, Payload payload) implements Message {}

    record Register(long request, Dict options, String procedure) implements Message {}

    record Registered(long request, long registration) implements Message {}

    record Unregister(long request, long registration) implements Message {}

    record Unregistered(long request) implements Message {}

    record Invocation(long request, long registration, Dict details, Payload payload) implements Message {}

    record Interrupt(long request, Dict options) implements Message {}

    record Yield(long request, Dict options, Payload payload) implements Message {}
}
