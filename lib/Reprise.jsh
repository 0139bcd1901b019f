// What a shell on the library begins with: imports, a clock, an event loop, waiting, printing. `./jbang shell` opens one; a .jsh of your
// own has it by //SOURCES and the path of this file, as those of examples/ do.
//DEPS Reprise.java
//JAVA 25+
//JAVA_OPTIONS --limit-modules=java.se,jdk.jshell,jdk.unsupported,jdk.httpserver,jdk.management,jdk.net,jdk.crypto.ec
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.*;
import java.io.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import org.HdrHistogram.Histogram;
import reprise.experiment.*;
import reprise.recorder.*;
import reprise.simulator.amqp.*;
import reprise.simulator.fault.*;
import reprise.simulator.http.*;
import reprise.simulator.rpc.*;
import reprise.simulator.users.*;
import reprise.sut.*;
import reprise.testee.broker.*;
import reprise.testee.chat.*;
import reprise.testee.router.*;
import reprise.transport.*;
import reprise.transport.amqp.*;
import reprise.transport.http.*;
import reprise.transport.wamp.*;
import reprise.transport.websocket.*;
// of names that are there twice, the one that is meant without its package:
import reprise.recorder.Outcome;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Message;
import reprise.transport.amqp.Properties;

var clock = Clock.system();
var loop = Sockets.loops("shell", 1).next();
EventLog notes = (atNs, severity, what) -> System.out.println(what);
<T> T await(CompletableFuture<T> coming) { return Wait.atMost(Duration.ofSeconds(30), "what was to come", coming); }
// print(Object) is JShell's own and takes ours too: JShell finds its own ambiguous as soon as two overloads come to it.
void print(Object shown) {
    switch (shown) {
        case Recording recording -> RecordingText.lines(recording).forEach(System.out::println);
        case Histogram valuesNs -> System.out.println(RecordingText.line(valuesNs));
        case null, default -> System.out.print(shown);
    }
}
void print(Recording recording, Timing timing) { System.out.println(RecordingText.line(recording, timing)); }
// The last line of a .jsh: JShell goes on after an exception, and a variable that it was to fill stays null.
void end(String name, String outcome) {
    System.out.println(outcome == null ? name + ": a step failed; JShell printed its exception above" : outcome);
    int exitCode = StandardOutput.exitCode(name, outcome == null ? Failure.ENVIRONMENT : 0);
    if (exitCode != 0) System.exit(exitCode);
}
