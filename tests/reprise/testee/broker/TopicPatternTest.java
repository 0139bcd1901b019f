package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicPatternTest {
    @ParameterizedTest
    @CsvSource({
        "a.b.c, a.b.c, true", "a.b.c, a.b, false", "a.b, a.b.c, false", "*.b, a.b, true", "*.b, a.a.b, false",
        "*, '', false", "#, '', true", "'', '', true", "'', a, false", "#, a.b.c, true", "a.#, a, true", "a.#, a.b.c, true",
        "#.c, a.b.c, true", "#.c, c, true", "#.c, c.d, false", "a.#.c, a.c, true", "a.#.c, a.b.b.c, true", "a.#.c, a.b, false",
        "#.b.#, a.b.c, true", "#.b.#, a.c, false", "#.#, '', true", "*.#, '', false", "*.#.*, a.b, true", "*.#.*, a, false",
        "#.a.b, a.a.b, true", "a.*.b, a..b, true", "*.*, a., true", "#.*, a, true", "#.a, a.a.a.a, true"})
    void pattern_andKey_match(String pattern, String key, boolean matches) {
        assertEquals(matches, TopicPattern.of(pattern).matches(key), pattern + " on " + key);
    }
}
