package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.peers.Chromium;

/** examples/chat.html in a headless Chromium, if installed: a file, served only by the room. */
@Tag("waits")
final class ChatPageTest {
    private static final Path PAGE = Path.of("examples/chat.html").toAbsolutePath();

    @TempDir
    Path work;

    private Chromium open(ChatServer server, String more) throws Exception {
        return new Chromium(work, "file://" + PAGE + "?server=ws://127.0.0.1:" + server.port() + "/ws" + more);
    }

    private static String row(Chromium page) throws Exception {
        return page.evaluate("[...document.querySelector('#log tr').cells].map(cell => cell.textContent).join('|')");
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void page_inTheRoom_saysAndHearsAndShowsHowLongItTook(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var other = JavaUser.join(server, style);
             var page = open(server, "&say=hello%20%3Cb%3E")) {
            page.await("document.title === 'chat: joined' && document.getElementById('heard').textContent === '1'");
            assertTrue(row(page).matches("2\\|broadcast\\|hello <b>\\|[0-9.]+ ms"), row(page)); // shown as text, not as markup
            assertTrue(page.text("median").matches("[0-9.]+ ms"), page.text("median"));
            var heard = other.hearJson();
            assertEquals("broadcast", heard.get("action_type").textValue());
            assertTrue(heard.get("body").textValue().matches("[0-9]{13} hello <b>"), heard.toString());

            other.say(RawUser.broadcast("not a stamp"));
            page.await("document.getElementById('heard').textContent === '2'");
            assertEquals("1|broadcast|not a stamp|–", row(page));

            page.evaluate("document.getElementById('text').value = 'me'; document.getElementById('direct').click()");
            page.await("document.getElementById('heard').textContent === '3'");
            assertTrue(row(page).matches("2\\|direct\\|me\\|[0-9.]+ ms"), row(page));

            page.evaluate("document.getElementById('join').click()");
            page.await("document.title === 'chat: left (1000)'");
            assertEquals("true", page.evaluate("document.getElementById('broadcast').disabled"));
            Scrape.until(server, scrape -> scrape.connections() == 1);
        }
    }

    @Test
    void page_whenTheServerEnds_saysSoAndWithoutOneWhatToLookAt() throws Exception {
        var server = ChatServer.start(RawUser.plan(Style.AWAITING));
        try (var page = open(server, "")) {
            page.await("document.title === 'chat: joined'");
            server.close();
            page.await("document.title === 'chat: left (1001, the server ends)'");
            page.evaluate("document.getElementById('join').click()");
            page.await("document.title.startsWith('chat: cannot join')");
            assertEquals("cannot join ws://127.0.0.1:" + server.port() + "/ws: does a chat server listen there?", page.text("state"));
        } finally {
            server.close();
        }
    }

    /** Nothing on the page is fetched, and each field has a label. */
    @Test
    void page_asText_namesNoOtherHostAndLabelsItsFields() throws Exception {
        var text = Files.readString(PAGE);
        for (var fetched : List.of("http://", "https://", "src=", "import ", "@import", "url(")) {
            assertTrue(!text.contains(fetched), fetched);
        }
        for (var id : List.of("server", "text")) assertTrue(text.matches("(?s).*<label>[^<]+<input id=\"" + id + "\".*"), id);
    }
}
