// A shell on a chat server: ten users in one room, one socket each. One sends something; who received it, and after how long?
//   ./jbang examples/ten-users.jsh        runs it
//   ./jbang -i examples/ten-users.jsh     runs it and leaves a shell open, everybody still in the room. Try say(7, "hi"),
//                                         users.get(3).close(1000) and then say(1, "who is there?"), server.close()
// prints: ^\[1, 2, 3, 4, 5, 6, 7, 8, 9, 10\] received .*"hello again".*, ms: count 10  50 % [0-9,.]+  .*  max [0-9,.]+$
//SOURCES ../lib/Reprise.jsh

var server = ChatServer.start(ChatPlan.local(Style.QUEUEING));
var dialer = new ClientDialer(WebSocketUrl.parse("ws://127.0.0.1:" + server.port() + "/ws"), Offer.NONE, ClientSettings.DEFAULT,
    clock::nanos);
record Heard(int user, String text, long atNs) {}
var heard = new LinkedBlockingQueue<Heard>();
record Ear(int user) implements ClientListener {
    public void onOpen(ClientSocket from, long atNs) {}
    public void onText(ClientSocket from, ByteBuf utf8, long atNs) { heard.add(new Heard(user, utf8.toString(UTF_8), atNs)); }
    public void onFailed(ClientSocket from, ClientFailure why, long atNs) { System.out.println("user " + user + ": " + why.message()); }
    public void onClosed(ClientSocket from, ClientEnd end, long atNs) { System.out.println("user " + user + " is gone: " + end); }
}
var users = IntStream.rangeClosed(1, 10).mapToObj(user -> dialer.dial(loop, null, new Ear(user))).toList();
for (var user : users) heard.poll(30, TimeUnit.SECONDS); // the server greets who is in the room

String say(int user, String text) throws Exception {
    var message = new ObjectMapper().writeValueAsString(Map.of("action_type", "broadcast", "body", text));
    var who = new TreeMap<Integer, String>();
    var delays = new Histogram(3);
    long saidNs = clock.nanos();
    loop.execute(() -> users.get(user - 1).sendText(Unpooled.copiedBuffer(message, UTF_8)));
    for (Heard each; (each = heard.poll(who.size() < 10 ? 30_000 : 200, TimeUnit.MILLISECONDS)) != null; who.put(each.user(), each.text()))
        delays.recordValue(each.atNs() - saidNs);
    return who.keySet() + " received " + new TreeSet<>(who.values()) + ", " + RecordingText.line(delays);
}
say(1, "hello");        // its times are mostly the compiler's
var outcome = say(1, "hello again");
end("ten-users", outcome);
