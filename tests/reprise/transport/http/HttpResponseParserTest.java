package reprise.transport.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;
import reprise.transport.http.HttpResponseParser.Progress;

/** Replies written by hand from RFC 9112; each is split at every position, with the same result. */
final class HttpResponseParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    /**
     * Bytes sent and the result: the status (0: broken), the body, whether the connection is kept, and how many bytes do not belong to
     * the reply. {@code closed}: the peer closes after them.
     */
    record Case(String name, String sent, boolean closed, int status, String body, boolean kept, int left) {}

    private static Case good(String name, String sent, int status, String body, boolean kept) {
        return new Case(name, sent, false, status, body, kept, 0);
    }

    private static Case broken(String name, String sent) {
        return new Case(name, sent, false, 0, "", false, 0);
    }

    static final List<Case> CASES = List.of(
        good("content length", OK + "Content-Length: 5\r\n\r\nhello", 200, "hello", true),
        good("no reason phrase", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", 200, "x", true),
        good("empty reason phrase", "HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", 500, "", true),
        good("name in any case, blanks around the value", OK + "cOnTeNt-LeNgTh: \t 5 \t\r\n\r\nhello", 200, "hello", true),
        good("no blank before the value", OK + "Content-Length:5\r\n\r\nhello", 200, "hello", true),
        good("lines that end with LF alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, "hi", true),
        good("same length twice", OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true),
        good("names as long as those that matter", OK + "Content-Lenxxx: 9\r\nTransfer-Encodinx: chunked\r\nConnectiox: close\r\n"
            + "Content-Length: 2\r\n\r\nhi", 200, "hi", true),
        good("empty value", OK + "X-Nothing:\r\nContent-Length: 0\r\n\r\n", 200, "", true),
        new Case("bytes behind it", OK + "Content-Length: 2\r\n\r\nhiHTTP/1.1 200", false, 200, "hi", true, 12),
        // chunked: 5, 0x0A with an extension, then the last chunk; RFC 9112, 7.1
        good("chunked", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;name=\"v\"\r\n0123456789\r\n0\r\n\r\n", 200,
            "hello0123456789", true),
        good("chunked with trailers", OK + "Transfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n000;last\r\nExpires: 0\r\nA: b\r\n\r\n", 200, "x",
        true),
        good("chunk size with blanks behind", OK + "Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n", 200, "x", true),
        good("a body of line ends", OK + "Transfer-Encoding: chunked\r\n\r\n4\r\n\r\n\r\n\r\n0\r\n\r\n", 200, "\r\n\r\n", true),
        good("chunked goes before a length", OK + "Content-Length: 99\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 200,
        "x", true),
        new Case("bytes behind the last chunk", OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nmore", false, 200, "", true, 4),
        good("1xx before it", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: close\r\n\r\n" + OK
            + "Content-Length: 1\r\n\r\nx", 200, "x", true),
        good("204 has no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true),
        good("304 has none, whatever it says", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, "", true),
        good("connection: close", OK + "Content-Length: 1\r\nConnection: close\r\n\r\nx", 200, "x", false),
        good("close in a list", OK + "Content-Length: 1\r\nConnection: Upgrade , CLOSE,x\r\n\r\nx", 200, "x", false),
        good("HTTP/1.0 closes", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", false),
        good("HTTP/1.0 with keep-alive", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx", 200, "x", true),
        new Case("until close", OK + "\r\nall of it", true, 200, "all of it", false, 0),
        new Case("until close, another encoding", OK + "Transfer-Encoding: gzip\r\n\r\nabcdef", true, 200, "abcdef", false, 0),
        broken("another encoding beside a length", OK + "Content-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\nabc"),
        broken("identity beside a length", OK + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc"),
        // RFC 9112, 5.2: each fold is blanks; what stands in it counts. 2 + 2 bytes; a CR LF that ends the head is no fold.
        good("a folded field", OK + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n", 200, "", true),
        good("folded length", OK + "Content-Length:\r\n \t 2\r\n\r\nhi", 200, "hi", true),
        good("folded twice, with a line of blanks, LF alone", "HTTP/1.1 200 OK\nConnection: x,\n\ty,\n \n close\nContent-Length: 2\n\nhi",
        200, "hi", false),
        good("folded encoding", OK + "Transfer-Encoding: gzip,\r\n chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n c\r\n\r\n", 200, "x", true),
        good("a body that begins with a blank", OK + "Content-Length: 2\r\n\r\n i", 200, " i", true),
        good("1xx, folded", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n ; x\r\n\r\n" + OK + "Content-Length: 1\r\n\r\nx", 200, "x", true),
        good("a list of one length", OK + "Content-Length: 2, 2 ,002\r\n\r\nhi", 200, "hi", true),
        good("a length of twenty digits, most of them zeros", OK + "Content-Length: 00000000000000000002\r\n\r\nhi", 200, "hi", true),
        good("an encoding with an empty one behind", OK + "Transfer-Encoding: chunked ,\r\n\r\n0\r\n\r\n", 200, "", true),
        good("HTTP/1.0 with an encoding is not kept",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            200, "", false),
        good("chunk sizes with leading zeros", OK + "Transfer-Encoding: chunked\r\n\r\n0000000000000000000000A\r\n0123456789\r\n"
            + "00000000000000000000\r\n\r\n", 200, "0123456789", true),
        new Case("until close, empty", "HTTP/1.0 404 Not Found\r\n\r\n", true, 404, "", false, 0),
        new Case("closed before it", "", true, 0, "", false, 0),
        new Case("closed in the status line", "HTTP/1.1 20", true, 0, "", false, 0),
        new Case("closed in the fields", OK + "Content-Length: 1\r\n", true, 0, "", false, 0),
        new Case("closed in the body", OK + "Content-Length: 5\r\n\r\nhell", true, 0, "", false, 0),
        new Case("closed in a chunk", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhell", true, 0, "", false, 0),
        new Case("closed before the last chunk", OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", true, 0, "", false, 0),
        broken("another protocol", "SSH-2.0-OpenSSH_9.2\r\n"),
        broken("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n"),
        broken("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n"),
        broken("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"),
        broken("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"),
        broken("status 099", "HTTP/1.1 099 OK\r\n\r\n"),
        broken("an empty line first", "\r\n" + OK + "\r\n"),
        broken("101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        broken("a field without a colon", OK + "Content-Length\r\n\r\n"),
        broken("a field without a name", OK + ": 5\r\n\r\n"),
        broken("a blank before the colon", OK + "Content-Length : 5\r\n\r\nhello"),
        broken("a blank before the first field", OK + " X: a\r\nContent-Length: 0\r\n\r\n"),
        broken("a length with a sign", OK + "Content-Length: +5\r\n\r\nhello"),
        broken("an empty length", OK + "Content-Length: \r\n\r\n"),
        broken("a list of lengths that differ", OK + "Content-Length: 5, 6\r\n\r\nhello"),
        broken("a list with an empty length", OK + "Content-Length: 5,\r\n\r\nhello"),
        broken("lengths that differ", OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        broken("a length of 19 digits", OK + "Content-Length: 1000000000000000000\r\n\r\n"),
        broken("a chunk without a size", OK + "Transfer-Encoding: chunked\r\n\r\n;x\r\n"),
        broken("a size that is no number", OK + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        broken("a size of 16 digits", OK + "Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\nx\r\n"),
        broken("a chunk longer than its size", OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n"),
        broken("a trailer that is no field", OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nnothing\r\n\r\n"),
        broken("a header that does not end", OK + "X: " + "x".repeat(HttpResponseParser.MAX_HEAD_BYTES)),
        broken("1xx without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(HttpResponseParser.MAX_HEAD_BYTES / 25 + 1)),
        broken("an extension that does not end",
        OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(HttpResponseParser.MAX_HEAD_BYTES)));

    /** The result of parsing bytes that were passed in pieces. */
    static final class Reading implements HttpResponseParser.Body {
        private final StringBuilder body = new StringBuilder();
        private final HttpResponseParser parser;
        private Progress progress = Progress.MORE;
        private long taken;
        private int left;

        Reading(RequestTraits request, int windowBytes) {
            this(request, new HttpWindow(windowBytes));
        }

        Reading(RequestTraits request, HttpWindow window) {
            parser = new HttpResponseParser(this, request, window);
        }

        @Override
        public void onBody(byte[] bytes, int from, int length) {
            body.append(new String(bytes, from, length, ISO_8859_1));
        }

        /** Splits before each of the positions. */
        Reading read(byte[] bytes, int... cuts) {
            int from = 0;
            for (int i = 0; i <= cuts.length; i++) {
                int to = i == cuts.length ? bytes.length : cuts[i];
                ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, to - from);
                if (progress == Progress.MORE) progress = parser.parse(piece);
                left += piece.readableBytes();
                from = to;
            }
            taken = bytes.length - left;
            return this;
        }

        void assertIs(Case expected, String cut) {
            var place = expected.name() + ", " + cut;
            if (expected.closed() && progress == Progress.MORE) progress = parser.end();
            assertEquals(expected.status() == 0 ? Progress.BROKEN : Progress.REPLY, progress, place);
            if (expected.status() == 0) {
                assertTrue(!parser.reason().isEmpty(), place);
                return;
            }
            assertEquals(expected.status(), parser.status(), place);
            assertEquals(expected.body(), body.toString(), place);
            assertEquals(expected.kept(), parser.keepsAlive(), place);
            assertEquals(expected.left(), left, place);
            assertEquals(taken, parser.replyBytes(), place);
        }
    }

    @Test
    void parse_eachCase_whole() {
        for (var each : CASES) new Reading(RequestTraits.USUAL, 8192).read(bytes(each)).assertIs(each, "whole");
    }

    @Test
    void parse_eachCase_cutAtEveryPlaceAndByteByByte() {
        for (var each : CASES) {
            var bytes = bytes(each);
            int step = Math.max(1, bytes.length / 400); // the long ones not everywhere
            for (int cut = 0; cut <= bytes.length; cut += step)
                new Reading(RequestTraits.USUAL, 8192).read(bytes, cut).assertIs(each, "cut at " + cut);
            if (step > 1) continue;
            int[] everywhere = new int[bytes.length];
            Arrays.setAll(everywhere, i -> i);
            new Reading(RequestTraits.USUAL, 8192).read(bytes, everywhere).assertIs(each, "byte by byte");
            new Reading(RequestTraits.USUAL, 1).read(bytes).assertIs(each, "through a window of a byte");
        }
    }

    @Test
    void parse_replyToHead_hasNoBody() {
        for (var head : List.of("Content-Length: 5\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "\r\n")) {
            var reading = new Reading(new RequestTraits(true, false, false), 64).read((OK + head + "HTTP").getBytes(ISO_8859_1));
            reading.assertIs(new Case(head, "", false, 200, "", true, 4), "to HEAD");
        }
    }

    /** RFC 9112, 9.6 and RFC 9110, 7.8: a sender of close sends nothing more; a requested 101 ends HTTP on the connection. */
    @Test
    void parse_replyToARequestThatClosesOrUpgrades_isTheLastOfItsConnection() {
        var one = OK + "Content-Length: 1\r\n\r\nx";
        new Reading(new RequestTraits(false, false, true), 64).read(one.getBytes(ISO_8859_1))
            .assertIs(new Case("close", "", false, 200, "x", false, 0), "asked to close");
        var upgrade = new RequestTraits(false, true, false);
        new Reading(upgrade, 64).read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nframe".getBytes(ISO_8859_1))
            .assertIs(new Case("upgrade", "", false, 101, "", false, 5), "asked for it");
        new Reading(upgrade, 64).read(one.getBytes(ISO_8859_1)).assertIs(new Case("no upgrade", "", false, 200, "x", true, 0), "declined");
    }

    @Test
    void parse_oneReplyAfterTheOther_startsAfresh() {
        var parser = new HttpResponseParser((_, _, _) -> { }, RequestTraits.USUAL, new HttpWindow(64));
        var in = Unpooled.buffer();
        for (int i = 0; i < 3; i++) {
            in.writeBytes((OK + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n").getBytes(ISO_8859_1));
            parser.begin();
            assertEquals(Progress.REPLY, parser.parse(in));
            assertTrue(!parser.keepsAlive());
            in.writeBytes(("HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nhi").getBytes(ISO_8859_1));
            parser.begin();
            assertEquals(Progress.REPLY, parser.parse(in));
            assertEquals(404, parser.status());
            assertTrue(parser.keepsAlive());
        }
    }

    /** Random changes, removals and insertions of bytes: any result is fine, but no exception and no endless loop. */
    @Test
    void parse_mutations_endInOneOfThreeWaysWhateverTheCuts() {
        var random = new Random(20251);
        var short_ = CASES.stream().filter(each -> each.sent().length() > 0 && each.sent().length() < 1000).toList();
        for (int i = 0; i < 60_000; i++) {
            var each = short_.get(random.nextInt(short_.size()));
            var mutant = mutant(bytes(each), random);
            var whole = new Reading(RequestTraits.USUAL, 8192).read(mutant);
            int cut = random.nextInt(mutant.length + 1);
            var halves = new Reading(RequestTraits.USUAL, 16).read(mutant, cut);
            var what = each.name() + ", mutation " + i;
            var window = new HttpWindow(8192);
            new Reading(RequestTraits.USUAL, window).read(bytes(each));
            var knowing = new Reading(RequestTraits.USUAL, window).read(mutant);
            assertEquals(List.of(whole.progress, whole.body.toString(), whole.parser.status(), whole.parser.reason(), whole.left),
                List.of(knowing.progress, knowing.body.toString(), knowing.parser.status(), knowing.parser.reason(), knowing.left), what);
            assertEquals(whole.progress, halves.progress, what);
            assertEquals(whole.body.toString(), halves.body.toString(), what);
            assertEquals(whole.parser.status(), halves.parser.status(), what);
            assertEquals(whole.parser.reason(), halves.parser.reason(), what);
            assertEquals(whole.progress == Progress.REPLY || whole.progress == Progress.BROKEN ? whole.left : 0, whole.left, what);
            if (whole.progress == Progress.MORE) assertTrue(whole.parser.end() != Progress.MORE, what);
        }
    }

    private static byte[] mutant(byte[] bytes, Random random) {
        var mutant = new ArrayList<Byte>();
        for (byte b : bytes) mutant.add(b);
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(mutant.size() + 1);
            byte odd = random.nextBoolean() ? (byte) random.nextInt(256) : (byte) "\r\n: 0;9fA,x".charAt(random.nextInt(11));
            switch (random.nextInt(3)) {
                case 0 -> mutant.add(at, odd);
                case 1 -> mutant.set(Math.min(at, mutant.size() - 1), odd);
                default -> mutant.subList(Math.min(at, mutant.size() - 1), Math.min(mutant.size(), at + random.nextInt(9))).clear();
            }
            if (mutant.isEmpty()) mutant.add(odd);
        }
        var array = new byte[mutant.size()];
        for (int i = 0; i < array.length; i++) array[i] = mutant.get(i);
        return array;
    }

    @Test
    void parse_usualReplies_allocatesNothing() {
        var parser = new HttpResponseParser((_, _, _) -> { }, RequestTraits.USUAL, new HttpWindow(8192));
        var replies = CASES.stream().filter(each -> each.kept() && each.left() == 0)
            .map(each -> Unpooled.directBuffer().writeBytes(bytes(each))).toArray(ByteBuf[]::new);
        Allocation.assertNone(2_000, () -> {
            for (var reply : replies) {
                parser.begin();
                assertEquals(Progress.REPLY, parser.parse(reply.readerIndex(0)));
            }
        });
        for (var reply : replies) reply.release();
    }

    static byte[] bytes(Case each) {
        return each.sent().getBytes(ISO_8859_1);
    }
}
