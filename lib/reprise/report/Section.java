package reprise.report;

import java.util.List;
import reprise.recorder.Digits;

/** A part of a report, in plain text and figures; console, page and RST set it each in its own way. */
public sealed interface Section {
    /** The claims with what became of them. */
    record Claims() implements Section {}

    /** What makes figures worthless, in red. */
    record Alarm(String text) implements Section {
        /** @param imbalance of an account of ours */
        static Alarm wrongCount(String imbalance) {
            return new Alarm("Our own count is wrong: " + imbalance + ". No claim that rests on it is judged.");
        }

        /** Where figures were taken without a warm-up. @param which of them */
        static Alarm notWarmedUp(String which) {
            return new Alarm("Not warmed up: " + which
                + " hold the start of our own code, which was loaded and compiled while it was timed; with a warm-up they do not.");
        }
    }

    /** A list of sentences under a heading. */
    record Sentences(String heading, List<String> sentences) implements Section {}

    record Figure(Illustration illustration) implements Section {}

    /**
     * @param id of the page's section, empty if it needs none
     * @param heading empty for a table that belongs to what stands above it
     * @param text a sentence before the table, {@code remark} one after it; empty for none
     * @param caption of the table itself, in RST
     */
    record Table(String id, String heading, String text, String caption, List<Column> columns, List<Line> lines, String remark)
        implements Section {
        public boolean hasMarks() {
            return lines.stream()
                .anyMatch(line -> line instanceof Row row && row.cells().stream()
                .anyMatch(cell -> cell instanceof Number number && number.isMarked()));
        }

        public Table {
            for (var line : lines) {
                if (line instanceof Row row && row.cells().size() != columns.size()) {
                    throw new IllegalArgumentException("table " + heading + ": a row has " + row.cells().size() + " cells for "
                        + columns.size() + " columns");
                }
            }
        }
    }

    /** Texts of fixed width in pairs, side by side where there is room; a fold of the page each group that has a title. */
    record Blocks(String heading, String text, List<PairGroup> groups) implements Section {}

    record PairGroup(String title, List<Pair> pairs) {}

    /** @param remarks sentences below the two */
    record Pair(String title, String leftTitle, String left, String rightTitle, String right, List<String> remarks) {}

    /**
     * @param over a heading that it shares with its neighbours, empty for none
     * @param brief its name in a console
     * @param width in a console; 0 for as wide as it needs
     * @param isProse whether its cells are sentences, which may wrap
     */
    record Column(String over, String name, String brief, int width, boolean isProse) {
        Column(String over, String name, String brief, int width) {
            this(over, name, brief, width, false);
        }

        static Column of(String name, int width) {
            return new Column("", name, name, width, false);
        }

        static Column prose(String name) {
            return new Column("", name, name, 0, true);
        }
    }

    sealed interface Line {}

    /** The rows below belong to it, until the next one. */
    record Group(String title) implements Line {}

    record Row(List<Cell> cells) implements Line {}

    sealed interface Cell {}

    record Text(String text) implements Cell {}

    /** Rounded to its decimals; NaN is "no figure". */
    record Number(double value, int decimals, boolean isMarked) implements Cell {
        Number(double value, int decimals) {
            this(value, decimals, false);
        }

        /** Not to be compared; {@link Lengths} says why. */
        Number marked() {
            return new Number(value, decimals, !Double.isNaN(value));
        }

        /** A figure of ours: with three digits that count where the form of the published one has fewer. */
        static Number ours(double value, int form) {
            return new Number(value, Digits.decimals(value, form));
        }
    }
}
