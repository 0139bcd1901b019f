package reprise.transport.wamp;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads a message in JSON (RFC 8259). Numbers, strings and literals are checked strictly; nothing is converted. */
final class JsonReader extends ValueReader {
    private boolean first;

    @Override
    void open() {
        space();
        if (peek() != '[') throw wrong("message", "a list");
        at++;
        first = true;
    }

    @Override
    boolean next() {
        space();
        if (peek() == ']') return false;
        if (!first) expect(',');
        first = false;
        space();
        return true;
    }

    @Override
    void trailing() {
        expect(']');
        space();
        if (at < end) throw WampException.violation((end - at) + " octets after the end of the message");
    }

    @Override
    long whole(String what) {
        int from = at;
        long value = 0;
        while (at < end && digit(in[at])) {
            value = value * 10 + (in[at] - '0');
            if (value > Message.MAX_ID) throw WampException.violation(what + ": a number above 2^53");
            at++;
        }
        boolean leadingZero = at - from > 1 && in[from] == '0';
        if (at == from || leadingZero || at < end && (in[at] == '.' || in[at] == 'e' || in[at] == 'E')) {
            at = from;
            throw wrong(what, "a whole number from 0 to 2^53");
        }
        return value;
    }

    /** HOT: the usual URIs, which have no escapes, are looked up instead of created again. */
    @Override
    String uri(String what) {
        if (peek() != '"') throw wrong(what, "a string");
        int from = at;
        return string() ? Uris.checked(unescaped(from, what)) : uris.uri(in, from + 1, at - 1);
    }

    @Override
    String text(String what) {
        if (peek() != '"') throw wrong(what, "a string");
        int from = at;
        return string() ? unescaped(from, what) : new String(in, from + 1, at - from - 2, StandardCharsets.UTF_8);
    }

    private String unescaped(int from, String what) {
        try (JsonParser parser = Serializer.JSON.factory().createParser(in, from, at - from)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            throw new WampException(WampException.VIOLATION, what + ": a string that cannot be read", e);
        }
    }

    @Override
    boolean atList() {
        return peek() == '[';
    }

    @Override
    boolean atDict() {
        return peek() == '{';
    }

    @Override
    boolean emptyDict() {
        if (end - at < 2 || in[at + 1] != '}') return false;
        at += 2;
        return true;
    }

    @Override
    void skip() {
        value(1);
    }

    private void value(int depth) {
        switch (peek()) {
            case '"' -> string();
            case '{' -> dict(depth + 1);
            case '[' -> list(depth + 1);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void list(int depth) {
        if (depth > MAX_DEPTH) throw tooDeep();
        at++;
        space();
        if (peek() == ']') {
            at++;
            return;
        }
        while (true) {
            value(depth);
            space();
            if (peek() == ']') break;
            expect(',');
            space();
        }
        at++;
    }

    private void dict(int depth) {
        if (depth > MAX_DEPTH) throw tooDeep();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return;
        }
        while (true) {
            if (peek() != '"') throw wrong("name in a dict", "a string");
            string();
            space();
            expect(':');
            space();
            value(depth);
            space();
            if (peek() == '}') break;
            expect(',');
            space();
        }
        at++;
    }

    /** Skips a string; returns whether it has escapes. */
    private boolean string() {
        boolean escapes = false;
        at++;
        while (at < end) {
            byte c = in[at];
            if (c == '"') {
                at++;
                return escapes;
            }
            if (c == '\\') {
                escape();
                escapes = true;
            } else if (c < 0) {
                at = Utf8.next(in, at, end);
                if (at < 0) throw WampException.violation("a string that is not well-formed UTF-8");
            } else if (c < ' ') {
                throw WampException.violation("a string with control character " + c);
            } else {
                at++;
            }
        }
        throw WampException.violation("a string without an end");
    }

    private void escape() {
        int kind = at + 1 < end ? in[at + 1] : -1;
        at += 2;
        if (kind != 'u') {
            if (kind < 0 || "\"\\/bfnrt".indexOf(kind) < 0) throw WampException.violation("a string with an unknown escape");
            return;
        }
        for (int i = 0; i < 4; i++, at++) {
            if (at >= end || Character.digit(in[at], 16) < 0) throw WampException.violation("a \\u escape without four hex digits");
        }
    }

    private void number() {
        int from = at;
        if (peek() == '-') at++;
        int whole = at;
        if (digits() == 0) {
            at = from;
            throw wrong("element", "a value");
        }
        if (in[whole] == '0' && at - whole > 1) throw WampException.violation("a number with a leading zero");
        if (peek() == '.') {
            at++;
            if (digits() == 0) throw wrong("number", "a digit after the point");
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            if (digits() == 0) throw wrong("number", "a digit in the exponent");
        }
    }

    private int digits() {
        int from = at;
        while (at < end && digit(in[at])) at++;
        return at - from;
    }

    private void literal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= end || in[at + i] != text.charAt(i)) throw wrong("element", "a value");
        }
        at += text.length();
    }

    private static boolean digit(byte c) {
        return c >= '0' && c <= '9';
    }

    private void space() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) at++;
    }

    private int peek() {
        return at < end ? in[at] : -1;
    }

    private void expect(char wanted) {
        if (peek() != wanted) throw wrong("message", "'" + wanted + "'");
        at++;
    }
}
