package reprise.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import reprise.judge.ClaimTally;
import reprise.recorder.Digits;
import reprise.recorder.Unit;

/** A part of a report, as plain text and figures; console, page and RST each set it in their own way. */
public sealed interface Section
    permits Figure, Section.Claims, Section.Tallies, Section.Alarm, Section.Sentences, Section.Table, Section.SideBySide {
    /** The claims with their outcomes. */
    record Claims() implements Section {}

    /** Claims with their outcomes in several runs. */
    record Tallies(String heading, List<ClaimTally> tallies) implements Section {}

    /** A warning that makes figures worthless, in red. */
    record Alarm(String text) implements Section {
        /** @param imbalance the sentence of {@link reprise.recorder.Account#imbalance} */
        public static Alarm wrongCount(String imbalance) {
            return new Alarm("Our own count is wrong: " + imbalance + ". No claim that rests on it is judged.");
        }

        /** Figures were taken without a warm-up. @param which the figures concerned */
        public static Alarm notWarmedUp(String which) {
            return new Alarm("Not warmed up: " + which
                + " hold the start of our own code, which was loaded and compiled while it was timed; with a warm-up they do not.");
        }

        /** Most of a phase's requests failed. @param why {@link reprise.recorder.Phase#FAILED} */
        public static Alarm failed(String phase, String why) {
            return new Alarm("The phase " + phase + " failed: " + why + ". None of its times is judged.");
        }
    }

    /** A list of sentences under a heading. */
    record Sentences(String heading, List<String> sentences) implements Section {}

    /**
     * A table.
     *
     * @param id the id of the page's section, empty if it needs none
     * @param heading empty for a table that continues the section above
     * @param text a sentence before the table, {@code remark} one after it; empty for none
     * @param caption the table's own caption, in RST
     */
    record Table(String id, String heading, String text, String caption, List<Column> columns, List<Line> lines, String remark)
        implements Section {
        public boolean hasMarks() {
            return lines.stream()
                .anyMatch(line -> line instanceof Row row && row.cells().stream()
                .anyMatch(cell -> cell instanceof Number number && number.isMarked()));
        }

        /** The same with its first rows alone, and without sentences. */
        public Table first(int most) {
            return new Table(id, heading, "", caption, columns, lines.size() <= most ? lines : lines.subList(0, most), "");
        }

        /** The same for a run of the document's length, in which each figure can be compared. */
        Table unmarked() {
            return new Table(id, heading, text, caption, columns, lines.stream().<Line>map(line -> switch (line) {
                case Group group -> group;
                case Row row -> new Row(row.cells().stream().<Cell>map(cell -> switch (cell) {
                    case Text words -> words;
                    case Link link -> link;
                    case Number number -> new Number(number.value(), number.decimals());
                }).toList());
            }).toList(), remark);
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

    /** Fixed-width texts in pairs, side by side where they fit. On the page each titled group folds. */
    record SideBySide(String heading, String text, List<PairGroup> groups) implements Section {}

    record PairGroup(String title, List<Pair> pairs) {}

    /** @param remarks sentences below the two texts */
    record Pair(String title, String leftTitle, String left, String rightTitle, String right, List<String> remarks) {}

    /**
     * A column.
     *
     * @param over a heading shared with its neighbours, empty for none
     * @param brief its name on the console
     * @param width on the console, characters; 0 for as wide as necessary
     * @param figures what our figures in it are; absent in another column
     */
    record Column(String over, String name, String brief, int width, Kind kind, Optional<Ours> figures) {
        /** The kind of its cells. Our figures beside published ones are highlighted; sentences, and labels as long, may wrap. */
        public enum Kind {
            PLAIN, OURS, PROSE
        }

        /**
         * What our figures in a column are, for reports of several runs.
         *
         * @param before the row's label, if that is but a number, such as {@code callers}; else empty
         * @param name follows the row's label; empty if that says all
         * @param unit a count's if it is not known
         * @param published the column of the published figures; absent if there is none
         */
        public record Ours(String before, String name, Unit unit, OptionalInt published) {}

        public Column(String over, String name, String brief, int width) {
            this(over, name, brief, width, Kind.PLAIN, Optional.empty());
        }

        public static Column of(String name, int width) {
            return new Column("", name, name, width);
        }

        public static Column prose(String name) {
            return new Column("", name, name, 0, Kind.PROSE, Optional.empty());
        }

        /** This column as one of our figures. */
        public Column ours(Ours figures) {
            return new Column(over, name, brief, width, Kind.OURS, Optional.of(figures));
        }
    }

    sealed interface Line {}

    /** A heading for the rows below it, up to the next group. */
    record Group(String title) implements Line {}

    record Row(List<Cell> cells) implements Line {}

    sealed interface Cell {}

    record Text(String text) implements Cell {}

    /** "No figure", where the others are texts. */
    Cell NONE = new Number(Double.NaN, 0);

    /** A text that leads to a file beside the report. */
    record Link(String text, String file) implements Cell {}

    /** Rounded to its decimals; NaN is "no figure". */
    record Number(double value, int decimals, boolean isMarked) implements Cell {
        public Number(double value, int decimals) {
            this(value, decimals, false);
        }

        /** Marked as not comparable; {@link Lengths} has the reason. */
        public Number marked() {
            return new Number(value, decimals, !Double.isNaN(value));
        }

        /** One of our figures, with three significant digits if the published form has fewer. */
        public static Number ours(double value, int form) {
            return new Number(value, Digits.decimals(value, form));
        }
    }
}
