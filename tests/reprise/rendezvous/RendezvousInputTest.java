package reprise.rendezvous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.sut.Failure;

/** Who does not come is named, and who should not is turned away with a sentence; nothing hangs. */
final class RendezvousInputTest extends PlayedShares {
    // ---- who does not come, and who should not

    @Test
    void share_thatNeverComes_isNamedToAllWhoWait() {
        var one = threads.submit(() -> joined(1, 4, LOAD, SHORT));
        var three = threads.submit(() -> joined(3, 4, LOAD, LONG));
        for (var each : List.of(one, three)) {
            var why = failed(each);
            assertEquals(Failure.ENVIRONMENT, why.exitCode());
            assertEquals("--rendezvous: shares 2/4, 4/4 did not come within 5 s; start them too, or give more time by --rendezvous-wait",
                why.getMessage());
        }
    }

    @Test
    void host_thatNeverComes_isNamed() {
        var why = failed(threads.submit(() -> joined(2, 2, LOAD, Duration.ofSeconds(1))));
        assertEquals("--rendezvous: share 1/2 did not listen at " + place + " within 1 s: nobody listens there; start it there, look at "
            + "host and port, or give more time by --rendezvous-wait", why.getMessage());
        assertEquals(Failure.ENVIRONMENT, why.exitCode());
    }

    @Test
    void hostName_thatDoesNotResolve_isTold() {
        place = new Place("nobody.invalid", place.port());
        for (int number = 1; number <= 2; number++) {
            int its = number;
            var why = failed(threads.submit(() -> joined(its, 2, LOAD, Duration.ofSeconds(1)))).getMessage();
            assertTrue(why.contains("nobody.invalid:" + place.port()) && why.contains("there is no such host"), why);
        }
    }

    @Test
    void port_thatIsTaken_isTold() throws IOException {
        try (var _ = new ServerSocket(place.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            var why = failed(threads.submit(() -> joined(1, 2, LOAD, LONG)));
            assertEquals("--rendezvous: share 1/2 cannot listen at " + place + ": another process listens there; end it, or give all "
                + "shares another port; is there another share 1?", why.getMessage());
        }
    }

    @Test
    void address_thatIsAnotherHosts_isTold() {
        place = new Place("192.0.2.1", place.port());
        var why = failed(threads.submit(() -> joined(1, 2, LOAD, LONG))).getMessage();
        assertEquals("--rendezvous: share 1/2 cannot listen at " + place + ": that is no address of this host; start share 1 on that host, "
            + "or, if the others reach this one by another address than its own, give share 1 0.0.0.0:" + place.port(), why);
    }

    @Test
    void share_thatDiffers_isTurnedAway_andBothSay() throws Exception {
        var one = joining(1, 2);
        awaitTold("1: share 1/2 waits for the others");
        refused(2, 3, LOAD, "it is one of 3 shares and share 1/2 one of 2; give all the same N of K/N");
        refused(2, 2, Map.of("script", "probe", "seed", "2"), "its seed is 2 and that of share 1/2 is 1; give all shares the same");
        refused(2, 2, Map.of("script", "probe", "seed", "1", "rate", "5"), "its rate is 5 and that of share 1/2 is not given");
        refused(2, 2, Map.of("script", "other", "rate", "5"), "its script is other and that of share 1/2 is probe; give all");
        refused(2, 2, Map.of("script", "probe", "version", "3", "rate", "5"), "its version is 3 and that of share 1/2 is not given; give");
        var two = joining(2, 2);
        one.get(60, TimeUnit.SECONDS);
        two.get(60, TimeUnit.SECONDS);
        refused(2, 2, LOAD, "share 2/2 is there already, from 127.0.0.1:");
    }

    private void refused(int number, int of, Map<String, String> load, String because) throws Exception {
        var why = failed(threads.submit(() -> joined(number, of, load, LONG)));
        assertEquals(Failure.BAD_INPUT, why.exitCode());
        assertTrue(why.getMessage().startsWith("--rendezvous: share 1/" + of + " turned this one away: "), why.getMessage());
        assertTrue(why.getMessage().contains(because), why.getMessage());
        assertTrue(awaitTold("1: share " + number + "/" + of + " from 127.0.0.1:").contains(because));
    }

    @Test
    void share_ofAKeyThatOneLacks_isNamedByIt() throws Exception {
        joining(1, 2);
        awaitTold("1: share 1/2 waits for the others");
        var why = failed(threads.submit(() -> joined(2, 2, Map.of("script", "probe"), LONG))).getMessage();
        assertEquals("--rendezvous: share 1/2 turned this one away: its seed is not given and that of share 1/2 is 1; give all shares the "
            + "same", why);
    }

    // ---- strangers

    @Test
    void strangers_atThePort_areTurnedAwayWithASentence_andTheSharesMeet() throws Exception {
        var one = joining(1, 2);
        awaitTold("1: share 1/2 waits for the others");
        assertEquals("it sent 'GET / HTTP/1.1'; it was turned away", stranger("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals("it sent a handshake of TLS; it was turned away", stranger("\u0016\u0003\u0001\u0002\u0000"));
        assertEquals("it sent '?garbage'; it was turned away", stranger("\u0000garbage\n"));
        assertEquals("it sent 'reprise-rendezvous-9 1/2'; it was turned away", stranger("reprise-rendezvous-9 1/2\n"));
        assertEquals("it sent 'reprise-rendezvous-1 9/2'; it was turned away", stranger("reprise-rendezvous-1 9/2\n"));
        assertEquals("it sent a line of more than 65536 bytes; it was turned away", stranger("reprise-rendezvous-1 " + "a".repeat(70_000)));
        assertEquals("it closed the connection without a word", stranger(""));
        try (var _ = new Socket("127.0.0.1", place.port())) {
            assertTrue(awaitTold("1: 127.0.0.1:").endsWith("it sent nothing that a share sends within 5 s"));
        }
        joining(2, 2).get(60, TimeUnit.SECONDS);
        one.get(60, TimeUnit.SECONDS);
    }

    private String stranger(String text) throws Exception {
        try (var socket = new Socket("127.0.0.1", place.port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return awaitTold("1: 127.0.0.1:").replaceFirst(".* is no share of this load: ", "");
        }
    }

    @Test
    void server_thatIsNoRendezvous_isTold() throws Exception {
        try (var server = new ServerSocket(place.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            var two = threads.submit(() -> joined(2, 2, LOAD, LONG));
            try (var its = server.accept()) {
                its.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("--rendezvous: what listens at " + place + " answers 'HTTP/1.1 400 Bad Request', which no share does; give "
                    + "host and port where share 1/2 listens", failed(two).getMessage());
            }
            var silent = threads.submit(() -> joined(2, 2, LOAD, LONG));
            try (var _ = server.accept()) {
                assertEquals("--rendezvous: what listens at " + place + " does not answer; give host and port where share 1/2 listens",
                    failed(silent).getMessage());
            }
        }
    }
}
