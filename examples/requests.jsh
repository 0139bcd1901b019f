// A shell on an HTTP server, a router in a process of its own: 16 connections ask it to add two numbers, each as soon as it has its reply.
//   ./jbang examples/requests.jsh        runs it
//   ./jbang -i examples/requests.jsh     runs it and leaves a shell open. Try print(load(url, 64)), or HttpUrl.parse("http://host/")
// prints: ^latency, ms: count [1-9][0-9,]*  50 % [0-9,.]+  99 % [0-9,.]+  99\.9 % [0-9,.]+  max [0-9,.]+$
//SOURCES ../lib/Reprise.jsh

var router = RouterUnderTest.start();
var url = router.url().withTarget("/call");
var json = List.of(HttpRequestTemplate.Header.parse("Content-Type: application/json"));
var body = "{\"procedure\": \"com.example.add2\", \"args\": [2, 3]}".getBytes();
Recording load(HttpUrl url, int connections) {
    var plan = HttpLoadPlan.closed(url, new HttpRequestTemplate("POST", url, json, body), 1, connections, 2_000_000_000L);
    var load = new HttpLoad(plan, loop.parent(), clock, notes);
    var recorder = new Recorder(HttpMetrics.ALL);
    load.start(recorder);
    var tookNs = await(load.done()).tookNs();
    return recorder.finish(recorder.startNs() + tookNs);
}
load(url, 16);          // its times are mostly the compiler's
var recording = load(url, 16);
print(recording);
var outcome = RecordingText.line(recording, HttpMetrics.LATENCY);
end("requests", outcome);
