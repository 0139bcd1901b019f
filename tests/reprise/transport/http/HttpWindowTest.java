package reprise.transport.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static reprise.transport.http.HttpResponseParserTest.bytes;

import java.util.List;
import org.junit.jupiter.api.Test;
import reprise.transport.http.HttpResponseParserTest.Case;
import reprise.transport.http.HttpResponseParserTest.Reading;

/** A window that knows a reply, which is then not parsed again: whatever comes next, the result is that of a window that knows none. */
final class HttpWindowTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    /** One reply again, another one, the first again, and both in pieces: a window that knows one of them makes no difference. */
    @Test
    void parse_eachCaseAfterEachOther_throughTheWindowThatKnowsIt_isAsThroughOneOfItsOwn() {
        var short_ = HttpResponseParserTest.CASES.stream().filter(each -> each.sent().length() < 1000).toList();
        for (var known : short_) {
            for (var each : short_) {
                var window = new HttpWindow(1024);
                for (var next : List.of(known, known, each, known, each, each))
                    new Reading(RequestTraits.USUAL, window).read(bytes(next)).assertIs(next, "after " + known.name());
                for (int cut = 0; cut <= bytes(each).length; cut += 7)
                    new Reading(RequestTraits.USUAL, window).read(bytes(each), cut).assertIs(each, "cut at " + cut + ", known");
                new Reading(RequestTraits.USUAL, window).read(bytes(known)).assertIs(known, "after " + each.name() + " in pieces");
            }
        }
    }

    @Test
    void parse_knownReplyWithMoreBehindIt_leavesThat() {
        var window = new HttpWindow(256);
        var reply = OK + "Content-Length: 2\r\n\r\nhi";
        new Reading(RequestTraits.USUAL, window).read(reply.getBytes(ISO_8859_1))
            .assertIs(new Case("first", "", false, 200, "hi", true, 0), "whole");
        new Reading(RequestTraits.USUAL, window).read((reply + "HTTP/1.1 500").getBytes(ISO_8859_1))
            .assertIs(new Case("again", "", false, 200, "hi", true, 12), "with more");
    }

    /** A reply that is not parsed again has its status, its body and its fate all the same, and nothing of the next one's. */
    @Test
    void parse_replyThatDiffersInOneOctet_isParsed() {
        var window = new HttpWindow(256);
        for (var body : List.of("1", "1", "2", "1", "2", "2")) {
            new Reading(RequestTraits.USUAL, window).read((OK + "Content-Length: 1\r\n\r\n" + body).getBytes(ISO_8859_1))
                .assertIs(new Case("body " + body, "", false, 200, body, true, 0), "whole");
        }
        for (var status : List.of(200, 503, 200, 503, 503)) {
            new Reading(RequestTraits.USUAL, window)
                .read(("HTTP/1.1 " + status + " X\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx").getBytes(ISO_8859_1))
                .assertIs(new Case("status " + status, "", false, status, "x", false, 0), "whole");
        }
    }
}
