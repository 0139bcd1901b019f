package reprise.sut;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses one line of a metrics page: Prometheus' text format 0.0.4, with the additions of OpenMetrics 1.0 and Prometheus 3
 * (fractional times, exemplars, quoted names within the braces).
 * <pre>
 *   name {label = "value", …,} value [time] [# {…} value [time]]
 * </pre>
 * Blanks and tabs may stand between any two parts. In a label's value, a backslash escapes the next character.
 *
 * @param labels by name, unescaped
 */
record MetricsText(String name, Map<String, String> labels, double value) {
    private static final int SHOWN = 80;

    /** @throws IOException with the line, if it is malformed */
    static MetricsText line(String line) throws IOException {
        return new Reading(line).sample();
    }

    private static final class Reading {
        private final String line;
        private int at;

        Reading(String line) {
            this.line = line;
        }

        MetricsText sample() throws IOException {
            blanks();
            var labels = new LinkedHashMap<String, String>();
            var name = at('{') ? "" : word();
            blanks();
            if (at('{')) name = braces(labels, name);
            if (name.isEmpty()) throw none();
            blanks();
            double value = number(word());
            blanks();
            if (at < line.length() && !at('#')) number(word());
            blanks();
            if (at < line.length() && !at('#')) throw none(); // an exemplar does not affect the sample's value
            return new MetricsText(name, labels, value);
        }

        /** Skips the braces; returns the name, which is quoted inside them if {@code before} is empty. */
        private String braces(Map<String, String> labels, String before) throws IOException {
            var name = before;
            at++;
            for (blanks(); !at('}'); blanks()) {
                var label = at('"') ? quoted() : word();
                blanks();
                if (at('=')) {
                    at++;
                    blanks();
                    if (!at('"')) throw none();
                    labels.put(label, quoted());
                } else if (name.isEmpty()) {
                    name = label;
                } else {
                    throw none();
                }
                blanks();
                if (at(',')) at++;
                else if (!at('}')) throw none();
            }
            at++;
            return name;
        }

        private String quoted() throws IOException {
            var text = new StringBuilder();
            for (at++; !at('"'); at++) {
                boolean escaped = at('\\');
                if (escaped) at++;
                if (at >= line.length()) throw none();
                text.append(escaped && at('n') ? '\n' : line.charAt(at));
            }
            at++;
            return text.toString();
        }

        private String word() throws IOException {
            int from = at;
            while (at < line.length() && " \t{}=,\"#".indexOf(line.charAt(at)) < 0) at++;
            if (at == from) throw none();
            return line.substring(from, at);
        }

        private void blanks() {
            while (at(' ') || at('\t') || at('\r')) at++;
        }

        private boolean at(char wanted) {
            return at < line.length() && line.charAt(at) == wanted;
        }

        private double number(String text) throws IOException {
            try {
                return ServerMetrics.number(text);
            } catch (NumberFormatException e) {
                throw none();
            }
        }

        private IOException none() {
            return new IOException("no metrics in Prometheus' text form: "
                + (line.length() <= SHOWN ? line : line.substring(0, SHOWN - 3) + "..."));
        }
    }
}
