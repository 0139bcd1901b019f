// A shell on a WAMP router: a callee of your own, called by HTTP and by WAMP.
//   ./jbang examples/callee.jsh        runs it
//   ./jbang -i examples/callee.jsh     runs it and leaves a shell open with router, callee and call("...")
// prints: ^\{"args":\["racecar"\]\} by HTTP, \["level"\] by WAMP$
//SOURCES ../lib/Reprise.jsh

var router = Router.start(RouterPlan.local());
var http = await(HttpPort.listen(router.loop(), HttpPlan.local(), router.calls(), router.upgrade()));
var callee = await(new WampClient(Serializer.JSON).join(loop, WampUrl.parse("rs://127.0.0.1:" + router.rawSocketPort()), "realm1"));
Procedure reversed = (arguments, answer) -> {
    var word = new String(arguments.args(Serializer.JSON), UTF_8).replaceAll("[\\[\\]\"]", "");
    answer.result(Payload.text(new StringBuilder(word).reverse().toString()));
};
await(callee.register("com.example.reversed", Dict.NONE, reversed));

String call(String word) throws IOException {
    var json = List.of(HttpRequestTemplate.Header.parse("Content-Type: application/json"));
    var asked = "{\"procedure\": \"com.example.reversed\", \"args\": [\"" + word + "\"]}";
    var url = new HttpUrl("127.0.0.1", http.port(), "/call");
    return new String(HttpAsk.ask(url, json, asked.getBytes(), 10_000, 10_000, 1_000_000).body());
}
var byWamp = await(callee.call("com.example.reversed", Dict.NONE, Payload.text("level")));
var outcome = call("racecar") + " by HTTP, " + new String(byWamp.args(Serializer.JSON)) + " by WAMP";
end("callee", outcome);
