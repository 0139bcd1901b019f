package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shares are exactly the whole, whatever its size. */
final class ShareTest {
    private static List<Share> shares(int of) {
        return IntStream.rangeClosed(1, of).mapToObj(number -> new Share(number, of)).toList();
    }

    @Test
    void totals_ofAnySize_addUpAndDifferByAtMostOne() {
        for (int of = 1; of <= 9; of++) {
            for (int total = 0; total <= 40; total++) {
                int whole = total;
                var parts = shares(of).stream().map(share -> share.of(whole)).toList();
                assertEquals(whole, parts.stream().mapToInt(part -> part).sum(), parts.toString());
                assertTrue(parts.getFirst() - parts.getLast() <= 1, parts.toString()); // the remainder goes to the first ones
            }
        }
    }

    @Test
    void numbers_areDealtOutOnceEach() {
        for (int of : List.of(1, 2, 4, 7)) {
            var dealt = new TreeSet<Integer>();
            for (var share : shares(of)) {
                var own = IntStream.range(0, share.of(30)).map(place -> share.place(place) + 1).boxed().toList();
                own.forEach(number -> assertTrue(share.has(number) && dealt.add(number), share + ": " + number));
            }
            assertEquals(IntStream.rangeClosed(1, 30).boxed().toList(), List.copyOf(dealt));
        }
    }

    @Test
    void shareWithoutUser_isNotAmongThoseThatHaveSome() {
        assertEquals(Optional.of(new Share(2, 3)), new Share(2, 4).among(3));
        assertEquals(Optional.empty(), new Share(4, 4).among(3));
        assertEquals(Optional.of(new Share(2, 4)), new Share(2, 4).among(4));
    }

    @Test
    void shareWithNothingToDo_isTold() {
        assertEquals("share 3/4 has nothing to do: there are 2 connections for 4 shares; give no more shares than that, "
            + "or more connections",
            assertThrows(IllegalArgumentException.class, () -> new Share(3, 4).ofSome(2, "connections")).getMessage());
    }

    @Test
    void text_isReadAndWrongOnesAreTold() {
        assertEquals(new Share(2, 4), Share.parse("2/4"));
        assertEquals("2/4", Share.parse("2/4").toString());
        for (var wrong : List.of("0/4", "5/4", "1/0", "1/10001", "2", "2/", "a/b", "-1/2", "1/2/3", "")) {
            var told = assertThrows(IllegalArgumentException.class, () -> Share.parse(wrong)).getMessage();
            assertTrue(told.endsWith("for example 2/4"), told);
        }
    }

    /** It makes all of the load, and has nobody to meet. */
    @Test
    void commandOfTheWhole_hasNoOptionsOfShares() {
        var given = List.of("http-load", "--share", "2/4", "--rendezvous=192.0.2.1:7000", "--rendezvous-wait", "1m", "--start-at",
            "20:30:00", "-d5s", "http://192.0.2.1/");
        var share = new Origin(Optional.empty(), given, Map.of(), Optional.empty()).withShare(new Share(2, 4));
        assertEquals(List.of("http-load", "-d5s", "http://192.0.2.1/"), share.whole().command());
        assertEquals(Optional.empty(), share.whole().share());
    }
}
