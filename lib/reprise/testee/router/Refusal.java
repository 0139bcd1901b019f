package reprise.testee.router;

import java.util.List;
import reprise.transport.wamp.Dict;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.WampException;

/**
 * Options that this router does not support: a request is refused with a URI where ignoring the option would change its meaning.
 * Unknown options are ignored. Source: WAMP v2, advanced profile, and its "Advanced Profile URIs".
 */
record Refusal(String uri, String text) {
    static final String OPTION = "wamp.error.option_not_allowed";
    private static final String DISCLOSE = "disclose_me";
    /** Refused if true. */
    private static final List<String> CALL_FLAGS = List.of(DISCLOSE), PUBLISH_FLAGS = List.of(DISCLOSE, "retain"),
        SUBSCRIBE_FLAGS = List.of("get_retained"), REGISTER_FLAGS = List.of("disclose_caller", "force_reregister");
    /** Refused with any value. */
    private static final List<String> SHARDS = List.of("rkey", "runmode", "nkey"), REGISTER_VALUES = List.of("rkey", "concurrency");

    /** HOT. Null for none. */
    static Refusal ofCall(Dict options) {
        if (options.isEmpty()) return null;
        passthru(options);
        if (options.flag("progress", false)) throw unannounced("progress", "progressive_call_invocations");
        return of(options, CALL_FLAGS, SHARDS);
    }

    /** HOT. Null for none. */
    static Refusal ofPublish(Dict options) {
        if (options.isEmpty()) return null;
        passthru(options);
        return of(options, PUBLISH_FLAGS, SHARDS);
    }

    static Refusal ofSubscribe(Dict options) {
        return of(options, SUBSCRIBE_FLAGS, SHARDS);
    }

    static Refusal ofRegister(Dict options) {
        return of(options, REGISTER_FLAGS, REGISTER_VALUES);
    }

    /** HOT. A violation, as the specification requires of a router that does not announce this feature. */
    static void passthru(Dict options) {
        if (!options.isEmpty() && options.has("ppt_scheme")) throw unannounced("ppt_scheme", "payload_passthru_mode");
    }

    private static WampException unannounced(String option, String feature) {
        return new WampException(WampException.VIOLATION, "'" + option + "': the router does not announce " + feature);
    }

    private static Refusal of(Dict options, List<String> flags, List<String> values) {
        for (String name : flags) {
            if (options.flag(name, false)) return named(name);
        }
        for (String name : values) {
            if (options.has(name)) return named(name);
        }
        return null;
    }

    private static Refusal named(String option) {
        String uri = option.equals(DISCLOSE) ? "wamp.error.option_disallowed.disclose_me" : OPTION;
        return new Refusal(uri, "this router has no '" + option + "'; leave it out");
    }

    Payload payload() {
        return Payload.text(text);
    }
}
