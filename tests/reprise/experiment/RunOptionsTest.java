package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.sut.Failure;

final class RunOptionsTest {
    @Command(name = "some-script")
    private static final class Script implements Runnable {
        @Mixin RunOptions run;
        @Option(names = {"-H", "--header"}) List<String> headers;
        @Option(names = "--url") String url;

        @Override
        public void run() {}
    }

    private static RunOptions given(String... args) {
        var script = new Script();
        new CommandLine(script).registerConverter(Duration.class, new DurationOption()).parseArgs(args);
        return script.run;
    }

    @Test
    void origin_hasTheCommandAsGiven_withoutWhatIsSecret() {
        var origin = given("--quick", "-H", "Authorization: Bearer abc:def", "--header=Cookie: a=b", "--url",
            "amqp://guest:pass:word@h1:1,h2:2/v", "--tag", "broker=3.12", "--tag", "note=a=b c").origin();
        assertEquals(List.of("some-script", "--quick", "-H", "Authorization:***", "--header=Cookie:***", "--url",
            "amqp://guest:***@h1:1,h2:2/v", "--tag", "broker=3.12", "--tag", "note=a=b c"), origin.command());
        assertEquals(Map.of("broker", "3.12", "note", "a=b c"), origin.tags());
    }

    /** oslo.messaging's URLs have a login a host, wrk's users write a header behind -H; a password may have a colon and an at sign. */
    @Test
    void origin_hasNoHostsPassword_andNoHeadersValue_howeverTheyAreWritten() {
        var origin = given("-HCookie:secret", "-HX-Key: se=cret", "--url", "rabbit://u:secret@h1,v:sec:r@et@h2:2,h3/v", "--tag",
            "at=amqp://:secret@h", "--tag", "why=see http://h/a:b@c, p:q").origin();
        assertEquals(List.of("some-script", "-HCookie:***", "-HX-Key:***", "--url", "rabbit://u:***@h1,v:***@h2:2,h3/v", "--tag",
            "at=amqp://:***@h", "--tag", "why=see http://h/a:b@c, p:q"), origin.command());
    }

    /** A value may have blanks and further equals signs. */
    @Test
    void origin_hasNoValue_whoseNameMeansAPassword() {
        var origin = given("--tag", "db.password=a b=c", "--tag=apiToken=x", "--url=http://h/?secret=y").origin();
        assertEquals(List.of("some-script", "--tag", "db.password=***", "--tag=apiToken=***", "--url=http://h/?secret=***"),
            origin.command());
    }

    @Test
    void tag_thatIsNoPair_orOfAKeyThatWasGiven_isRefused_allAtOnce() {
        var options = given("--tag", "x", "--tag", "=1", "--tag", "k=", "--tag", "a=1", "--tag", "a=2");
        var told = assertThrows(Failure.BadInput.class, options::check);
        assertEquals("""
            --tag is x; it must be KEY=VALUE, for example broker=3.12
            --tag is =1; it must be KEY=VALUE, for example broker=3.12
            --tag is k=; it must be KEY=VALUE, for example broker=3.12
            --tag a=2 gives a second value; give each key once""", told.getMessage());
    }
}
