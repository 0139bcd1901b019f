package reprise.report;

import java.util.regex.Pattern;
import reprise.recorder.Numbers;

/** What comes from outside, made safe for HTML, SVG and people: markup escaped, passwords gone a second time. */
public final class Markup {
    private static final Pattern PASSWORD = Pattern.compile("(://[^\\s:/@]*:)[^\\s/]*@");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(password|passwd|secret|token).*");

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

    /** Without passwords, and without control characters, which neither XML nor a terminal should get. */
    public static String clean(String text) {
        var plain = text.codePoints().map(c -> c == '\n' || c == '\t' ? ' ' : c).filter(c -> c >= ' ' && (c < 0x7f || c > 0x9f)
            && c != 0xfffe && c != 0xffff && (c < 0xd800 || c > 0xdfff))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return PASSWORD.matcher(plain).replaceAll("$1***@");
    }

    /** Each line of a text of several, cleaned. */
    public static java.util.stream.Stream<String> cleanLines(String text) {
        return text.lines().map(Markup::clean);
    }

    /** A value by its name: what is called a password is never shown. */
    public static String value(String name, Object value) {
        if (SECRET_NAME.matcher(name).matches()) return "***";
        return clean(value instanceof Number number && !(number instanceof Long || number instanceof Integer)
            ? Numbers.shortest(number.doubleValue()) : String.valueOf(value));
    }
}
