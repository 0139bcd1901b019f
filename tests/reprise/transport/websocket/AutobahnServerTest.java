package reprise.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;
import reprise.peers.Python;

/** The client against autobahn's server, which follows RFC 6455 strictly, if a Python has it (Debian's python3-autobahn). */
final class AutobahnServerTest extends AgainstPlayedServer {
    @Test
    void client_asAutobahnSeesIt_keepsTheRules() throws Exception {
        String python = Python.importing("autobahn, txaio", "python3-autobahn");
        var peer = Children.process(python, "tests/peers/autobahn_websocket.py").redirectErrorStream(true).start();
        try (var said = peer.inputReader(StandardCharsets.UTF_8)) {
            var url = new WebSocketUrl("127.0.0.1", Integer.parseInt(said.readLine()), "/ws");
            // up to 125 octets have a length of 7 bits, up to 65,535 one of 16, longer ones one of 64
            var settings = new ClientSettings(60_000, 60_000, 1 << 20, 1 << 20);
            var socket = dial(url, settings);
            heard.next(Heard.Opened.class);
            for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536, 200_000}) {
                send(socket, "x".repeat(length));
                assertEquals("x".repeat(length), heard.next(Heard.Text.class).text());
            }
            send(socket, "pieces");
            assertEquals("in pieces: grüße", heard.next(Heard.Text.class).text());
            socket.close(1000);
            assertEquals(new ClientEnd.ByUs(1000, true), heard.next(Heard.Closed.class).end());
            var second = dial(url, settings);
            heard.next(Heard.Opened.class);
            send(second, "enough");
            assertEquals(new ClientEnd.ByPeer(3000, "enough"), heard.next(Heard.Closed.class).end());
            for (var line : """
                upgrade /ws 13 [] []
                message False 0
                message False 1 x
                message False 125 xxxxxxxxxx
                message False 126 xxxxxxxxxx
                message False 65535 xxxxxxxxxx
                message False 65536 xxxxxxxxxx
                message False 200000 xxxxxxxxxx
                message False 6 pieces
                pong b'there?'
                closed True 1000 None
                upgrade /ws 13 [] []
                message False 6 enough
                closed True 3000 enough
                """.lines().toList()) assertEquals(line.strip(), said.readLine().strip());
        } finally {
            peer.getOutputStream().close();
            peer.waitFor();
        }
    }
}
