package reprise.transport.wamp;

import java.util.List;
import reprise.transport.wamp.Message.*;

/** Messages as autobahn 22.7.1 writes them (printed by its JsonSerializer and MsgPackSerializer), and their meaning. */
record MessageVectors(Message message, String json, String msgpack) {
    private static final Dict NONE = Dict.NONE;

    /** All except WELCOME, which only a router writes. */
    static List<MessageVectors> all() {
        return List.of(
            of(new Hello("realm1", Dict.json("{\"roles\":{\"caller\":{}}}")),
                "[1,\"realm1\",{\"roles\":{\"caller\":{}}}]", "9301a67265616c6d3181a5726f6c657381a663616c6c657280"),
            of(new Abort(Dict.json("{\"message\":\"x\"}"), "wamp.error.no_such_realm"),
                "[3,{\"message\":\"x\"},\"wamp.error.no_such_realm\"]",
                "930381a76d657373616765a178b877616d702e6572726f722e6e6f5f737563685f7265616c6d"),
            of(new Goodbye(NONE, "wamp.close.normal"), "[6,{},\"wamp.close.normal\"]", "930680b177616d702e636c6f73652e6e6f726d616c"),
            of(new Message.Error(48, 7, NONE, "com.x.err", Payload.json("[1]", "{\"a\":2}")),
                "[8,48,7,{},\"com.x.err\",[1],{\"a\":2}]", "9708300780a9636f6d2e782e657272910181a16102"),
            of(new Publish(5, Dict.json("{\"acknowledge\":true,\"exclude_me\":false}"), "com.t", Payload.json("[1,\"a\"]", null)),
                "[16,5,{\"acknowledge\":true,\"exclude_me\":false},\"com.t\",[1,\"a\"]]",
                "95100582ab61636b6e6f776c65646765c3aa6578636c7564655f6d65c2a5636f6d2e749201a161"),
            of(new Published(5, 99), "[17,5,99]", "93110563"),
            of(new Subscribe(6, NONE, "com.t"), "[32,6,{},\"com.t\"]", "94200680a5636f6d2e74"),
            of(new Subscribed(6, 17), "[33,6,17]", "93210611"),
            of(new Unsubscribe(7, 17), "[34,7,17]", "93220711"),
            of(new Unsubscribed(7), "[35,7]", "922307"),
            of(new Event(17, 99, NONE, Payload.json("[1]", null)), "[36,17,99,{},[1]]", "95241163809101"),
            of(new Call(Message.MAX_ID, NONE, "com.example.add2", Payload.json("[2,3]", null)),
                "[48,9007199254740992,{},\"com.example.add2\",[2,3]]",
                "9530cf002000000000000080b0636f6d2e6578616d706c652e61646432920203"),
            of(new Call(3, Dict.json("{\"timeout\":1000}"), "com.example.add2", Payload.json("[2,-3.5]", "{\"v\":false}")),
                "[48,3,{\"timeout\":1000},\"com.example.add2\",[2,-3.5],{\"v\":false}]",
                "96300381a774696d656f7574cd03e8b0636f6d2e6578616d706c652e616464329202cbc00c00000000000081a176c2"),
            of(new Cancel(3, Dict.json("{\"mode\":\"kill\"}")), "[49,3,{\"mode\":\"kill\"}]", "93310381a46d6f6465a46b696c6c"),
            of(new Result(3, NONE, Payload.json("[5]", null)), "[50,3,{},[5]]", "943203809105"),
            of(new Register(8, Dict.json("{\"invoke\":\"roundrobin\"}"), "com.p"),
                "[64,8,{\"invoke\":\"roundrobin\"},\"com.p\"]", "94400881a6696e766f6b65aa726f756e64726f62696ea5636f6d2e70"),
            of(new Registered(8, 44), "[65,8,44]", "9341082c"),
            of(new Unregister(9, 44), "[66,9,44]", "9342092c"),
            of(new Unregistered(9), "[67,9]", "924309"),
            of(new Invocation(1, 44, NONE, Payload.json("[2,3]", null)), "[68,1,44,{},[2,3]]", "9544012c80920203"),
            of(new Interrupt(1, NONE), "[69,1,{}]", "93450180"),
            of(new Yield(1, NONE, Payload.json("[5]", "{\"n\":null}")), "[70,1,{},[5],{\"n\":null}]", "95460180910581a16ec0"),
            of(new Yield(70_000, NONE, Payload.json("[\"\\u0000AP8=\"]", null)), // the octets 00 FF
                "[70,70000,{},[\"\\u0000AP8=\"]]", "9446ce000111708091c40200ff"));
    }

    private static MessageVectors of(Message message, String json, String msgpack) {
        return new MessageVectors(message, json, msgpack);
    }

    byte[] bytes(Serializer form) {
        return form == Serializer.JSON ? json.getBytes(java.nio.charset.StandardCharsets.UTF_8)
            : java.util.HexFormat.of().parseHex(msgpack);
    }
}
