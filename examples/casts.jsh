// A shell on the library: an embedded cluster, one server, one client, five seconds of casts, the master killed by hand.
//   jbang examples/casts.jsh         runs it
//   jbang -i examples/casts.jsh      runs it and leaves a shell open: cluster, client, server and recording are there
// prints: ^[1-9][0-9]* casts sent, [1-9][0-9]* received, none lost, longest gap 0\.[0-9]+ s$
//DEPS ../lib/Reprise.java
//JAVA 25+
//JAVA_OPTIONS --limit-modules=java.se,jdk.jshell,jdk.unsupported,jdk.httpserver,jdk.management,jdk.net,jdk.crypto.ec
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import reprise.recorder.*;
import reprise.simulator.rpc.*;
import reprise.testee.broker.*;
import reprise.transport.*;
import reprise.transport.amqp.AmqpUrl;

var cluster = Cluster.start(ClusterPlan.local(3));
var url = AmqpUrl.guest(List.of(new AmqpUrl.Host("127.0.0.1", cluster.port(1)), new AmqpUrl.Host("127.0.0.1", cluster.port(2)), new AmqpUrl.Host("127.0.0.1", cluster.port(3))));
var patience = new ReconnectPolicy(100_000_000L, 100_000_000L, 0, 100_000_000L, 0);   // a tenth of oslo.messaging's
var clock = Clock.system();
var loop = Sockets.loops("shell", 1).next();
var plan = MessagePlan.document(120, 1, 5_000_000_000L, 1);                              // 120 casts a second, 5 s, seed 1
Endpoint party(String name) { return Endpoint.of(name, url, Optional.of(url.hosts().get(0)), 1, patience); }
var server = new MessageServer(loop, party("server"), plan.kind(), plan.target(), 1, clock, (atNs, what) -> System.out.println(what));
var client = new MessageClient(loop, party("client"), plan, clock, (atNs, what) -> System.out.println(what));
<T> T await(String what, CompletableFuture<T> coming) { return Wait.atMost(Duration.ofSeconds(20), what, coming); }
await("the server's connection", server.connect());
await("the client's connection", client.connect());

var recorder = new Recorder(MessageSchema.of(plan.expectedIntervalNs()));
var record = recorder.loop();
var startNs = clock.nanos() + 20_000_000L;                                               // all that is needed is there by then
recorder.startAt(startNs);
await("the server's start", server.start(record, startNs));
client.start(record, startNs);
loop.schedule(() -> cluster.kill(1), 2, TimeUnit.SECONDS);
var sent = await("the client's five seconds", client.done());
var received = await("what is on its way", server.drain(sent.confirmed(), 1_000_000_000L));
await("the client's good-bye", client.close());
await("the server's good-bye", server.close());
var recording = recorder.finish(clock.nanos());
recording.whole("latency").outputPercentileDistribution(System.out, 1, 1e6);
System.out.printf(Locale.ROOT, "%d casts sent, %d received, %s lost, longest gap %.3f s%n", sent.sent(), received.received(), sent.confirmed() == received.received() ? "none" : sent.confirmed() - received.received(), sent.longestGap().ns() / 1e9);
cluster.close();
int printed = reprise.experiment.StandardOutput.exitCode("casts", 0);
if (printed != 0) System.exit(printed);  // what was printed is lost
