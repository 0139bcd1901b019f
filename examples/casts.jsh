// A shell on an embedded cluster: one client casts to one server for five seconds, and after two of them their node is killed.
//   ./jbang examples/casts.jsh        runs it
//   ./jbang -i examples/casts.jsh     runs it and leaves a shell open. Try cluster.start(1), print(recording, RpcMetrics.CONFIRM)
// prints: ^[1-9][0-9]* casts sent, [1-9][0-9]* received, 0 lost, longest gap [0-9]+\.[0-9]+ s$
//SOURCES ../lib/Reprise.jsh

var cluster = Cluster.start(ClusterPlan.local(3));
var hosts = IntStream.rangeClosed(1, 3).mapToObj(node -> new AmqpUrl.Host("127.0.0.1", cluster.port(node))).toList();
var casts = MessagePlan.document(120, 1, 5_000_000_000L, 1);                         // 120 casts a second, 1 thread, 5 s, seed 1
var patience = new ReconnectPolicy(100_000_000L, 100_000_000L, 0, 100_000_000L, 0);  // a tenth of oslo.messaging's
var plan = new RpcPair.Plan(casts, 1, 1, 1, patience, Duration.ofSeconds(60), 1);    // client, server and queues at the first node
var pair = new RpcPair(plan, AmqpUrl.guest(hosts), EnumSet.allOf(RpcPair.Role.class), loop, clock, notes);
pair.connect();

var recorder = new Recorder(RpcMetrics.of(casts.expectedIntervalNs()));
pair.start(recorder);
loop.schedule(() -> cluster.kill(1), 2, TimeUnit.SECONDS);
pair.awaitDone();
var totals = pair.finish(Duration.ofSeconds(30));
var recording = recorder.finish(recorder.startNs() + casts.durationNs());
print(recording);

var sent = totals.client().orElseThrow();
var received = totals.server().orElseThrow();
var outcome = String.format(Locale.ROOT, "%d casts sent, %d received, %d lost, longest gap %.3f s", sent.sent(), received.received(),
    sent.confirmed() - received.received(), sent.longestGap().ns() / 1e9);
end("casts", outcome);
