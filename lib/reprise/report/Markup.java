package reprise.report;

import reprise.recorder.Numbers;
import reprise.recorder.Secrets;

/** Makes text from outside safe for HTML, SVG and readers: it escapes markup and removes passwords once more. */
public final class Markup {
    private Markup() {}

    public static String escaped(String text) {
        var safe = new StringBuilder();
        clean(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Removes passwords and control characters, which neither XML nor a terminal should receive. */
    public static String clean(String text) {
        var plain = text.codePoints().map(c -> c == '\n' || c == '\t' ? ' ' : c).filter(c -> c >= ' ' && (c < 0x7f || c > 0x9f)
            && c != 0xfffe && c != 0xffff && (c < 0xd800 || c > 0xdfff))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return Secrets.hidden(plain.toString());
    }

    /** Cleans each line of a multi-line text. */
    public static java.util.stream.Stream<String> cleanLines(String text) {
        return text.lines().map(Markup::clean);
    }

    /** A value by its name: the value of a name that means a password is never shown. */
    public static String value(String name, Object value) {
        return Secrets.hidden(name, clean(value instanceof Number number && !(number instanceof Long || number instanceof Integer)
            ? Numbers.shortest(number.doubleValue()) : String.valueOf(value)));
    }
}
