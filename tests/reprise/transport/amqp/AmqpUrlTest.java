package reprise.transport.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.transport.tls.ClientTls;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.AmqpUrl.Login;

final class AmqpUrlTest {
    private static String refused(String url) {
        return assertThrows(IllegalArgumentException.class, () -> AmqpUrl.parse(url)).getMessage();
    }

    @Test
    void parse_everythingGiven_isTakenApart() {
        var url = AmqpUrl.parse("amqp://joe:s%40cret%3A@h1:5673,10.0.0.2,[::1]:5675/my%2Fhost");
        assertEquals(new AmqpUrl("joe", "s@cret:", List.of(new Host("h1", 5673), new Host("10.0.0.2", 5672), new Host("::1",
            5675)), "my/host"), url);
        assertEquals("amqp://joe:***@h1:5673,10.0.0.2:5672,[::1]:5675/my%2Fhost", url.toString());
    }

    @Test
    void parse_onlyAHost_hasTheDefaults() {
        var guest = AmqpUrl.guest(List.of(new Host("localhost", 5672)));
        assertEquals(guest, AmqpUrl.parse("amqp://localhost"));
        assertEquals(guest, AmqpUrl.parse("amqp://localhost/"));
        assertEquals(guest, AmqpUrl.parse("amqp://guest:guest@localhost:5672/%2F"));
        assertEquals(new Host("::1", 5672), AmqpUrl.parse("amqp://[::1]").hosts().getFirst());
        assertEquals(new Login("é€😀", "guest"), AmqpUrl.parse("amqp://é%E2%82%AC😀@h").logins().getFirst());
    }

    /** oslo.messaging's own form: a login at each host, possibly different ones. */
    @Test
    void parse_aLoginForEachHost_isUsedThere() {
        var url = AmqpUrl.parse("rabbit://u1:p1@h1:5671, u2:p2@h2 ,u3:p%2C3@[::1]:5673/vhost");
        assertEquals(List.of(new Host("h1", 5671), new Host("h2", 5672), new Host("::1", 5673)), url.hosts());
        assertEquals(new Login("u1", "p1"), url.login(new Host("h1", 5671)));
        assertEquals(new Login("u2", "p2"), url.login(new Host("h2", 5672)));
        assertEquals(new Login("u3", "p,3"), url.login(new Host("::1", 5673)));
        assertEquals("amqp://u1:***@h1:5671,u2:***@h2:5672,u3:***@[::1]:5673/vhost", url.toString());
        assertEquals(new AmqpUrl("u", "p", List.of(new Host("h1", 5672), new Host("h2", 5672), new Host("h3", 5672)), "vhost"),
            AmqpUrl.parse("amqp://u:p@h1,u:p@h2,u:p@h3/vhost"));
        var later = AmqpUrl.parse("amqp://h1,u:p@h2,h3");
        assertEquals(List.of(Login.GUEST, new Login("u", "p"), new Login("u", "p")), later.logins());
    }

    /** The authority ends at the first slash; within it, the last @ of a host ends its login. */
    @Test
    void parse_signsWhereTheyAreNotMeant_cutNowhereElse() {
        assertEquals("my@vhost", AmqpUrl.parse("amqp://joe:secret@h1/my@vhost").virtualHost());
        assertEquals("my@vhost", AmqpUrl.parse("amqp://h1/my@vhost").virtualHost());
        assertEquals(new Login("joe", "a@b"), AmqpUrl.parse("amqp://joe:a@b@h1").logins().getFirst());
        assertEquals(new Login("joe@x", "a:b"), AmqpUrl.parse("amqp://joe%40x:a:b@h1").logins().getFirst());
        assertEquals("amqp://joe%40x:***@h1:5672/a%20b", AmqpUrl.parse(" amqp://joe%40x:a@h1/a%20b ").toString());
        assertEquals(List.of(new Host("h1", 5672), new Host("h2", 5673)), AmqpUrl.parse("AMQP://h1 , h2:5673").hosts());
        assertEquals(List.of(new Host("fe80::1%eth0", 5672)), AmqpUrl.parse("Rabbit://[fe80::1%25eth0]").hosts());
    }

    /** Its text, parsed again, is the same; a name cannot have what would mean something there. */
    @Test
    void parse_percentInAHost_isOfAZoneOrRefused() {
        var zone = AmqpUrl.parse("amqp://[fe80::1%25eth0]:5673,[::1]/");
        assertEquals("fe80::1%eth0", zone.hosts().getFirst().name());
        assertEquals("amqp://guest:***@[fe80::1%25eth0]:5673,[::1]:5672/", zone.toString());
        assertEquals(zone.hosts(), AmqpUrl.parse(zone.toString()).hosts());
        for (var sign : List.of("%25", "%2F", "%3f", "%23", "%40", "%2C", "%3A", "%5B", "%5d")) {
            var url = "a" + sign + "67b";
            var shown = URLDecoder.decode(url, StandardCharsets.UTF_8);
            assertEquals("host \"" + shown + "\" has a " + shown.charAt(1)
                + " in it that no host's name has; give its letters, digits, points and hyphens", refused("amqp://" + url + ":5672/"));
            assertEquals("host has a sign in it that no host's name has; give its letters, digits, points and hyphens",
                refused("amqp://me:secret@" + url + "/"));
        }
    }

    @Test
    void parse_options_areThoseWeHave() {
        var url = AmqpUrl.parse("amqp://h1/v?heartbeat=10&connection_timeout=2500&channel_max=7&auth_mechanism=PLAIN");
        assertEquals(Optional.of(Duration.ofSeconds(10)), url.heartbeat());
        assertEquals(new AmqpSettings("x", 10, 2500), url.options().over(new AmqpSettings("x", 60, 5000)));
        assertEquals(7, url.options().channelMax());
        assertEquals("amqp://guest:***@h1:5672/v?heartbeat=10&connection_timeout=2500&channel_max=7", url.toString());
        assertEquals(new AmqpSettings("x", 0, 5000), AmqpUrl.parse("amqp://h1?heartbeat=0").options()
            .over(new AmqpSettings("x", 60, 5000)));
        assertEquals(Optional.empty(), AmqpUrl.parse("amqp://h1/v?").heartbeat());
        assertEquals("""
            heartbeat is "soon"; it must be a whole number from 0 to 65535
            connection_timeout is "0"; it must be a whole number from 1 to 2147483647
            auth_mechanism is "external"; there is plain only
            the option "retry" is not understood; there are heartbeat (s), connection_timeout (ms), channel_max and auth_mechanism""",
            refused("amqp://joe:secret@h1/v?heartbeat=soon&connection_timeout=0&auth_mechanism=external&retry=5"));
        assertEquals("what follows # is not understood; leave it out", refused("amqp://h1/v#top"));
    }

    @Test
    void parse_manyMistakes_tellsAllAtOnceAndNeverThePassword() {
        assertEquals("""
            the password has a % without two hexadecimal digits after it; write % itself as %25
            the user before @ is empty; give a name, as in amqp://user:password@host1:5672,host2:5672/vhost
            port of h1 is 99999; it must be 1 to 65535, for example 5672
            a host is empty; give a name or an address, for example 127.0.0.1
            port of h2 is no number; it must be 1 to 65535, for example h2:5672
            host has no closing bracket; write [::1]:5672
            host h3:5672 is there twice; leave one out
            host in brackets is no IPv6 address; write names without brackets
            host has a blank in it; hosts are separated by commas
            the virtual host "a/b" has a slash; write it as %2F
            the option "c" is not understood; there are heartbeat (s), connection_timeout (ms), channel_max and auth_mechanism""",
            refused("amqp://:secret%@h1:99999,,h2:x,[::1,h3,h3,[h4],h 5/a/b?c"));
        assertEquals("host \"::1:5672\" has two colons; an IPv6 address is written in brackets, as in [::1]:5672",
            refused("amqp://::1:5672"));
    }

    /** Parts of an unencoded password appear in no error. */
    @Test
    void parse_passwordWithItsSigns_isNotRepeated() {
        for (String url : List.of("amqp://u:sec/ret@h1", "amqp://u:sec?ret@h1", "amqp://u:sec#ret@h1", "amqp://u:sec,ret:x@h1:y",
            "amqp://u:sec/ret/x@h1",
            "amqp://u:p@sec?ret@h1", "amqp://u:p@ss/sec/ret@h1", "guest:sec@h", "amqps://u:sec/ret@h", "amqp://u:sec%ret@h")) {
            String said = refused(url);
            assertFalse(said.contains("sec") || said.contains("ret@"), url + " → " + said);
        }
    }

    @Test
    void parse_otherSchemes_areRefused() {
        assertEquals("the broker's URL begins with \"http://\"; it must have the form amqp://user:password@host1:5672,host2:5672/vhost"
            + ", or begin with amqps://", refused("http://h"));
    }

    @Test
    void parse_amqps_hasTlsAndItsPort() {
        var url = AmqpUrl.parse("amqps://u:p@h1,h2:7/v");
        assertEquals(List.of(new AmqpUrl.Host("h1", 5671), new AmqpUrl.Host("h2", 7)), url.hosts());
        assertEquals(ClientTls.USUAL, url.tls().orElseThrow());
        assertEquals("amqps://u:***@h1:5671,h2:7/v", url.toString());
        assertEquals(Optional.empty(), AmqpUrl.parse("amqp://h").tls());
    }

    @Test
    void parse_schemeInTheListOfHosts_isRefused() {
        for (String url : List.of("amqps://h1,amqp://h2", "amqp://u:p@h1:1,amqps://u:p@h2/v"))
            assertEquals("a host in the list has a scheme of its own; all of them speak TLS, or none: write the scheme once, as in "
                + "amqp://user:password@host1:5672,host2:5672/vhost", refused(url));
    }
}
