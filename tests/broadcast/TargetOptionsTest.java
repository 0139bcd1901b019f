package broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.transport.websocket.Offer;
import reprise.transport.websocket.Offer.Header;

/** Valid values of --header, --subprotocol and --max-message of ws-broadcast, and the errors for invalid ones. */
final class TargetOptionsTest {
    private final List<String> wrong = new ArrayList<>();

    private static TargetOptions options(List<String> headers, List<String> subprotocols, String... targets) {
        var options = new TargetOptions();
        for (var target : targets) options.urls.put(target, "ws://127.0.0.1:1/");
        options.headers = headers;
        options.subprotocols = subprotocols;
        options.maxMessage = "16m";
        return options;
    }

    /** A value may contain = and :; only a name in front of the header's own is a target's. */
    @Test
    void headers_ofOneTargetAndOfEach_goWhereTheyAreMeant() {
        var options =
            options(List.of("Authorization: Basic dTpw=", "a=Cookie: k=v", "b=Origin: http://h:1"), List.of("b=chat.v2", "chat.v1"), "a",
            "b");
        options.servers(wrong);
        assertEquals(new Offer(List.of(new Header("Authorization", "Basic dTpw="), new Header("Cookie", "k=v")), List.of("chat.v1")),
            options.offer("a", wrong));
        assertEquals(new Offer(List.of(new Header("Authorization", "Basic dTpw="), new Header("Origin", "http://h:1")),
            List.of("chat.v2", "chat.v1")),
            options.offer("b", wrong));
        assertEquals(List.of(), wrong);
    }

    /** Options that apply to no target are reported, without values that may be secret. */
    @Test
    void options_forNoTarget_areTold() {
        options(List.of("Authorization: secret"), List.of("chat.v1")).servers(wrong);
        options(List.of("b=Authorization: secret"), List.of(), "a").servers(wrong);
        assertEquals(List.of("--header 'Authorization: …': there is no --target; give one, or leave it out",
            "--subprotocol 'chat.v1': there is no --target; give one, or leave it out",
            "--header b=…: there is no --target b; give one, or leave it out"), wrong);
    }

    @Test
    void values_thatNoHandshakeCanHave_areToldWithTheRemedy() {
        var options = options(List.of("Upgrade: h2c", "no colon"), List.of("two words"), "a");
        assertEquals(Offer.NONE, options.offer("a", wrong));
        assertEquals(List.of("--header: header Upgrade is the handshake's own; leave it out",
            "--header: header 'no colon' has no colon; write it as Authorization: Bearer TOKEN",
            "--subprotocol: subprotocol 'two words'; it must be a word, for example chat.v1"), wrong);
    }

    @Test
    void handshake_inAReport_namesHeadersWithoutTheirValues() {
        assertEquals("Authorization: …, subprotocol chat.v2, chat.v1",
            TargetOptions.shown(new Offer(List.of(new Header("Authorization", "secret")), List.of("chat.v2", "chat.v1"))));
    }

    /** k is 1,024 and m 1,048,576; a control frame of 125 must fit, and 2^30 is the most. */
    @Test
    void maxMessage_inBytesKAndM_isRead() {
        assertEquals(List.of(65_536, 65_536, 16_777_216, 125, 1_073_741_824, 1_073_741_824),
            List.of("65536", "64k", "16M", "125", "1024m", "1048576K").stream().map(TargetOptions::bytes).toList());
        for (var text : List.of("", "124", "0", "-1", "1g", "1.5m", "1025m", "1073741825", "9999999999m", "64 k")) {
            assertEquals("'" + text + "' is no size from 125 bytes to 1024m; give for example 16m",
                assertThrows(IllegalArgumentException.class, () -> TargetOptions.bytes(text), text).getMessage());
        }
    }
}
