// A shell on the WAMP router: the router with its HTTP port, a callee of your own over rawsocket, called by HTTP and by WAMP.
//   jbang examples/callee.jsh        runs it
//   jbang -i examples/callee.jsh     runs it and leaves a shell open: router, callee and call("...") are there
// prints: ^\{"args":\["racecar"\]\} by HTTP, \["level"\] by WAMP$
//DEPS ../lib/Reprise.java
//JAVA 25+
//JAVA_OPTIONS --limit-modules=java.se,jdk.jshell,jdk.unsupported,jdk.httpserver,jdk.management,jdk.net,jdk.crypto.ec
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import reprise.testee.router.*;
import reprise.transport.*;
import reprise.transport.wamp.*;

var router = Router.start(RouterPlan.local());
<T> T await(String what, CompletableFuture<T> coming) { return Wait.atMost(Duration.ofSeconds(10), what, coming); }
var http = await("the HTTP port", HttpPort.listen(router.loop(), HttpPlan.local(), router.calls(), router.upgrade()));
var loop = Sockets.loops("callee", 1).next();
var callee = await("the callee's session", new WampClient(Serializer.JSON).join(loop, WampUrl.parse("rs://127.0.0.1:" + router.rawSocketPort()), "realm1"));
Procedure reversed = (arguments, answer) -> {
    var text = new String(arguments.args(Serializer.JSON), StandardCharsets.UTF_8).replaceAll("[\\[\\]\"]", "");
    answer.result(Payload.json("[\"" + new StringBuilder(text).reverse() + "\"]", null));
};
await("the registration", callee.register("com.example.reversed", Dict.NONE, reversed));

String call(String word) throws Exception {
    var connection = URI.create("http://127.0.0.1:" + http.port() + "/call").toURL().openConnection();
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setConnectTimeout(10_000);
    connection.setReadTimeout(10_000);
    connection.setDoOutput(true);
    connection.getOutputStream().write(("{\"procedure\": \"com.example.reversed\", \"args\": [\"" + word + "\"]}").getBytes());
    return new String(connection.getInputStream().readAllBytes());
}
var byWamp = await("the result", callee.call("com.example.reversed", Dict.NONE, Payload.json("[\"level\"]", null)));
System.out.println(call("racecar") + " by HTTP, " + new String(byWamp.args(Serializer.JSON)) + " by WAMP");
int printed = reprise.experiment.StandardOutput.exitCode("callee", 0);
if (printed != 0) System.exit(printed);  // what was printed is lost
