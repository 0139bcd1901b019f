package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;

/** What a chat server says to a virtual user: its answer to the handshake, and its frames. */
public final class WebSocketDecodings {
    private static final Pattern KEY = Pattern.compile("(?is).*sec-websocket-key: (\\S+).*");
    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    public static final List<Decoding> ALL = List.of(
        Decoding.of("websocket-answer", input -> Chunks.makeNoDifference(input, pieces -> conversation(false, pieces)),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
            "HTTP/1.1 503 Busy\r\nContent-Length: 3\r\n\r\nbye", Decoding.TLS_ALERT),
        new Decoding("websocket-client", List.of(frame(0x81, "text"), frame(0x01, "te"), frame(0x80, "xt"), frame(0x82, "bin"),
            frame(0x89, "ping"), frame(0x8A, "pong"), frame(0x88, "\3\350bye"), new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}),
            input -> Chunks.makeNoDifference(input, pieces -> conversation(true, pieces))));

    private WebSocketDecodings() {}

    private static byte[] frame(int first, String payload) {
        var out = new ByteArrayOutputStream();
        out.write(first);
        out.write(payload.length());
        out.writeBytes(payload.getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    private static String conversation(boolean open, List<byte[]> pieces) {
        var seen = new StringBuilder();
        var dialer = new ClientDialer(WebSocketUrl.parse("ws://127.0.0.1:1/ws"), Offer.NONE, ClientSettings.K6, () -> 0);
        var user = new ClientSocket(dialer, new EmbeddedChannel().eventLoop(), heard(seen), 0);
        var socket = new PlayedSocket(user);
        user.dialing();
        user.connected();
        var asked = new String(socket.written(), StandardCharsets.ISO_8859_1);
        if (open) socket.read(answer(asked));
        for (var piece : pieces) socket.read(piece);
        var said = socket.end();
        return unmasked(said, asked.length()) + seen.toString().replaceAll("Expected: \\S+", "");
    }

    /** Our frames without their masks, which are random: they are short, or there are none. */
    private static String unmasked(byte[] said, int from) {
        var frames = new StringBuilder();
        for (int at = from; at < said.length; ) {
            int length = said[at + 1] & 127;
            Decoding.require(length < 126, "a long frame of ours");
            frames.append(said[at] & 255).append(':');
            for (int i = 0; i < length; i++) frames.append(said[at + 6 + i] ^ said[at + 2 + i % 4]).append(' ');
            at += 6 + length;
        }
        return frames.toString();
    }

    private static byte[] answer(String asked) {
        var key = KEY.matcher(asked);
        Decoding.require(key.matches(), "no key in " + asked);
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest((key.group(1) + SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClientListener heard(StringBuilder seen) {
        return new ClientListener() {
            @Override
            public void onOpen(ClientSocket socket, long atNs) {
                seen.append("open\n");
            }

            @Override
            public void onText(ClientSocket socket, ByteBuf utf8, long atNs) {
                seen.append("text ").append(ByteBufUtil.hexDump(utf8)).append('\n');
            }

            @Override
            public void onBinary(ClientSocket socket, ByteBuf bytes, long atNs) {
                seen.append("binary ").append(ByteBufUtil.hexDump(bytes)).append('\n');
            }

            @Override
            public void onThrown(Error thrown) {
                throw thrown;
            }

            @Override
            public void onFailed(ClientSocket socket, ClientFailure why, long atNs) {
                seen.append("failed ").append(why);
            }

            @Override
            public void onClosed(ClientSocket socket, ClientEnd end, long atNs) {
                seen.append("closed ").append(end instanceof ClientEnd.Broken broken ? broken.why() : end);
            }
        };
    }
}
