package reprise.transport.amqp;

import static reprise.fuzz.Decoding.require;
import static reprise.fuzz.Decoding.same;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;

/** What a broker or a client says in AMQP 0-9-1. */
public final class AmqpDecodings {
    private static final Map<String, Object> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put("t", true);
        TABLE.put("b", (byte) 1);
        TABLE.put("s", (short) 2);
        TABLE.put("I", 3);
        TABLE.put("l", 4L);
        TABLE.put("f", 1.5f);
        TABLE.put("d", 2.5);
        TABLE.put("D", new BigDecimal("1.25"));
        TABLE.put("S", "text");
        TABLE.put("x", new byte[] {1, 2});
        TABLE.put("A", List.of(1, "two", List.of()));
        TABLE.put("F", Map.of("deep", Map.of("deeper", 1)));
        TABLE.put("T", Instant.ofEpochSecond(1_700_000_000));
        TABLE.put("V", null);
    }

    private static final Properties PROPERTIES = Properties.NONE.contentType("application/json").contentEncoding("utf-8").headers(TABLE)
        .persistent().priority(3).correlationId("c").replyTo("r").expiration("1000").messageId("m").timestamp(Instant.ofEpochSecond(7))
        .type("t").userId("guest").appId("a");
    private static final List<Method> FROM_BROKER = List.of(new ConnectionMethod.Start(0, 9, TABLE, "PLAIN", "en_US"),
        new ConnectionMethod.Tune(2047, 131_072, 60), new ConnectionMethod.OpenOk());
    private static final int FRAME_MAX_BYTES = 4096;
    private static final int LONG_BYTES = 9000;
    private static final byte[] ALERT = Decoding.TLS_ALERT.getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern PASSWORD = Pattern.compile("(?s)(?:amqp|rabbit)://[^@:,/?#]*:([^@:,/?#% ]{6,})@.*");

    public static final List<Decoding> ALL = List.of(
        new Decoding("amqp-frames", List.of(bytes(frames(FROM_BROKER)), bytes(content()),
            bytes(Unpooled.buffer().writeLong(Frame.PROTOCOL_HEADER).writeBytes(frames(FROM_BROKER))), ALERT), AmqpDecodings::frames),
        new Decoding("amqp-methods", Stream.concat(FROM_BROKER.stream(), Stream.of(
            new ConnectionMethod.StartOk(TABLE, "PLAIN", new byte[] {0, 'a', 0, 'b'}, "en_US"), new ConnectionMethod.Close(320, "bye", 0),
            new QueueMethod.Declare("q", false, true, false, true, false, Map.of("x-expires", 1000)),
            new ExchangeMethod.Declare("e", "topic", false, true, false, true, false, TABLE),
            new BasicMethod.Consume("q", "tag", true, false, true, false, TABLE), new BasicMethod.Publish("e", "k", true, false),
            new BasicMethod.Deliver("tag", 7, true, "e", "k"), new BasicMethod.Return(312, "NO_ROUTE", "e", "k")))
            .map(AmqpDecodings::method).toList(), AmqpDecodings::methods),
        new Decoding("amqp-headers", Stream.of(PROPERTIES, Properties.NONE, Properties.NONE.header("k", 1))
            .map(AmqpDecodings::properties).toList(), AmqpDecodings::headers),
        new Decoding("amqp-client", List.of(bytes(frames(FROM_BROKER)), bytes(frames(FROM_BROKER).writeBytes(frames(1,
            List.of(new ChannelMethod.OpenOk()))).writeBytes(content())), bytes(frames(FROM_BROKER).writeBytes(frames(1,
            List.of(new ChannelMethod.OpenOk()))).writeBytes(longContent())), ALERT), AmqpDecodings::client),
        Decoding.of("amqp-url", input -> url(new String(input, StandardCharsets.UTF_8)), "amqp://user:pa%2Fss@host:5672/vhost",
            "rabbit://a:b@h1:1,h2:2,c:d@[::1]:3//?heartbeat=3&connection_timeout=100&channel_max=7", "amqp://guest@127.0.0.1/%2F#x",
            "amqp://user:secret@host:x/", "amqps://[fe80::1%25eth0]:1,a%2567/"));

    private AmqpDecodings() {}

    private static ByteBuf frames(List<Method> methods) {
        return frames(0, methods);
    }

    private static ByteBuf frames(int channel, List<Method> methods) {
        var out = Unpooled.buffer();
        methods.forEach(method -> Frame.writeMethod(out, channel, method));
        return out;
    }

    /** A delivery on channel 1 with a body in two frames, a confirm, a heartbeat. */
    private static ByteBuf content() {
        var out = frames(1, List.of(new BasicMethod.Deliver("1", 1, false, "e", "k")));
        var properties = properties(PROPERTIES);
        BasicCodec.writeHeader(out, 1, 6, properties, 0, properties.length);
        BasicCodec.writeBody(out, 1, "body!!".getBytes(StandardCharsets.UTF_8), 0, 6, Frame.OVERHEAD_BYTES + 4);
        BasicCodec.writeAck(out, 1, 1, true);
        Frame.writeHeartbeat(out);
        return out;
    }

    /** A delivery whose body is a frame that is passed on in parts. */
    private static ByteBuf longContent() {
        var out = frames(1, List.of(new BasicMethod.Deliver("1", 1, false, "e", "k")));
        BasicCodec.writeHeader(out, 1, LONG_BYTES, new byte[2], 0, 2);
        BasicCodec.writeBody(out, 1, new byte[LONG_BYTES], 0, LONG_BYTES, 0);
        return out;
    }

    private static byte[] method(Method method) {
        var out = Unpooled.buffer().writeInt(method.id());
        method.write(out);
        return bytes(out);
    }

    private static byte[] properties(Properties properties) {
        var out = Unpooled.buffer();
        properties.write(out);
        return bytes(out);
    }

    /** Of a buffer that is used up by it. */
    private static byte[] bytes(ByteBuf of) {
        var bytes = ByteBufUtil.getBytes(of);
        of.release();
        return bytes;
    }

    private static void frames(byte[] input) {
        Chunks.makeNoDifference(input, pieces -> frames(pieces, true));
        Chunks.makeNoDifference(input, pieces -> frames(pieces, false));
    }

    private static String frames(List<byte[]> pieces, boolean server) {
        var seen = new StringBuilder();
        var listener = new FrameListener() {
            @Override
            public void onProtocolHeader(long header) {
                seen.append(Long.toHexString(header)).append('\n');
            }

            @Override
            public void onFrame(int type, int channel, ByteBuf payload, int moreBytes) {
                seen.append(type).append(' ').append(channel).append(' ').append(ByteBufUtil.hexDump(payload)).append('\n');
            }
        };
        var decoder = server ? FrameDecoder.ofServer(listener, FRAME_MAX_BYTES) : FrameDecoder.ofClient(listener, FRAME_MAX_BYTES);
        try {
            for (var piece : pieces) decoder.feed(Unpooled.buffer(piece.length).writeBytes(piece));
        } catch (AmqpException e) {
            seen.append(e.getMessage());
        }
        decoder.close();
        return seen.toString();
    }

    /** What is read and written again is read as the same. */
    private static void methods(byte[] input) {
        try {
            var once = method(Method.read(Unpooled.wrappedBuffer(input)));
            same(ByteBufUtil.hexDump(once), ByteBufUtil.hexDump(method(Method.read(Unpooled.wrappedBuffer(once)))), "written again");
        } catch (AmqpException _) {
            // as documented
        }
    }

    /** The walk without objects accepts what the reading accepts, and ends where that ends. */
    private static void headers(byte[] input) {
        var read = Unpooled.wrappedBuffer(input);
        var walked = Unpooled.wrappedBuffer(input);
        Properties properties = null;
        try {
            properties = Properties.read(read);
        } catch (AmqpException _) {
            // as documented
        }
        int found = -1;
        boolean valid = true;
        try {
            found = Properties.find(walked, Properties.HEADERS);
        } catch (AmqpException | IndexOutOfBoundsException _) {
            valid = false;
        }
        if (properties == null) return; // text that is not UTF-8 may be forwarded
        require(valid, "what can be read is refused by the walk");
        same(read.readerIndex(), walked.readerIndex(), "the walk ends elsewhere");
        same(found, Properties.headersAt(Unpooled.wrappedBuffer(input), 0), "the headers are elsewhere");
        for (var name : found < 0 ? List.<String>of() : List.copyOf(properties.headers().keySet())) {
            if (name.length() < 128 && name.chars().allMatch(letter -> letter < 128))
                require(FieldTable.has(Unpooled.wrappedBuffer(input), found, name), "the walk does not find the header " + name);
        }
        var once = properties(properties);
        same(ByteBufUtil.hexDump(once), ByteBufUtil.hexDump(properties(Properties.read(Unpooled.wrappedBuffer(once)))), "written again");
    }

    private static void client(byte[] input) {
        Chunks.makeNoDifference(input, AmqpDecodings::client);
    }

    private static String client(List<byte[]> pieces) {
        var seen = new StringBuilder();
        var url = AmqpUrl.parse("amqp://guest:guest@127.0.0.1:5672/");
        ConnectionListener ended = why -> seen.append("closed ").append(why.getMessage());
        var connection = new AmqpConnection(url, url.hosts().getFirst(), AmqpSettings.named("fuzz"), ended);
        connection.opened.whenComplete((open, why) -> {
            if (why != null) seen.append("failed ").append(kind((AmqpFailure) why)).append(why.getMessage());
            else open.newChannel(heard(seen)).open(List.of()).whenComplete((_, closed) -> seen.append("open ").append(closed));
        });
        var socket = new PlayedSocket(connection);
        for (var piece : pieces) socket.read(piece);
        boolean closed = !socket.isOpen();
        var written = socket.end();
        return closed + ByteBufUtil.hexDump(written) + seen;
    }

    /** A defect of ours, rather than of the broker that is played. */
    private static String kind(AmqpFailure why) {
        require(why.kind() != AmqpFailure.Kind.MISTAKE, why.getMessage());
        return why.kind() + " ";
    }

    private static ChannelListener heard(StringBuilder seen) {
        return new ChannelListener() {
            @Override
            public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
                seen.append("confirm ").append(publishNumber).append(multiple).append(acked);
            }

            @Override
            public void onReturn(int replyCode, ByteBuf body) {
                seen.append("return ").append(replyCode).append(ByteBufUtil.hexDump(body));
            }

            @Override
            public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
                seen.append("deliver ").append(deliveryTag).append(redelivered).append(ByteBufUtil.hexDump(body));
            }

            @Override
            public void onClosed(AmqpFailure why) {
                seen.append("channel closed ").append(kind(why)).append(why.getMessage());
            }
        };
    }

    private static List<String> users(AmqpUrl url) {
        return url.logins().stream().map(AmqpUrl.Login::user).toList();
    }

    /** What it prints is, without the password, the same URL; no error tells the password. */
    private static void url(String text) {
        try {
            var url = AmqpUrl.parse(text);
            var again = AmqpUrl.parse(url.toString());
            same(url.hosts(), again.hosts(), "hosts");
            same(users(url), users(again), "users");
            same(url.options().toString(), again.options().toString(), "options");
            same(url.virtualHost(), again.virtualHost(), "virtual host");
        } catch (IllegalArgumentException e) {
            var secret = PASSWORD.matcher(text);
            boolean told = secret.matches() && text.indexOf(secret.group(1)) == text.lastIndexOf(secret.group(1))
                && e.getMessage().contains(secret.group(1));
            require(!told, "an error tells the password: " + e.getMessage());
        }
    }
}
