package reprise.transport.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpUrl.Host;

final class AmqpUrlTest {
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
        assertEquals("é€", AmqpUrl.parse("amqp://é%E2%82%AC@h").user());
    }

    @Test
    void parse_manyMistakes_tellsAllAtOnceAndNeverThePassword() {
        var e = assertThrows(IllegalArgumentException.class, () -> AmqpUrl.parse("amqp://:secret%@h1:99999,,h2:x,[::1/a/b?c"));
        assertEquals("""
            port of h1 is 99999; it must be 1 to 65535, for example 5672
            a host is empty; give a name or an address, for example 127.0.0.1
            port of h2 is "x"; it must be 1 to 65535, for example h2:5672
            host [::1 has no closing bracket; write [::1]:5672
            the virtual host "a/b?c" has a slash; write it as %2F
            "?c" is not understood; leave out what follows the virtual host
            the password has a % without two hexadecimal digits after it; write % itself as %25
            the user before @ is empty; give a name, as in amqp://user:password@host1:5672,host2:5672/vhost""", e.getMessage());
    }

    @Test
    void parse_otherSchemes_areRefused() {
        assertEquals("the broker's URL begins with \"amqps://\"; it must have the form "
            + "amqp://user:password@host1:5672,host2:5672/vhost (TLS is not spoken)",
            assertThrows(IllegalArgumentException.class, () -> AmqpUrl.parse("amqps://h")).getMessage());
        assertFalse(assertThrows(IllegalArgumentException.class, () ->
            AmqpUrl.parse("guest:secret@h")).getMessage().contains("secret"));
    }
}
