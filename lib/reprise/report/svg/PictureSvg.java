package reprise.report.svg;

import java.util.Map;
import reprise.report.Palette;
import reprise.report.SystemPicture;
import reprise.report.svg.SvgPen.Anchor;

/** Draws a {@link SystemPicture}: the parties above, the nodes below, a line from each party to its node. */
final class PictureSvg {
    private static final int HIGH = 34;
    private static final int BETWEEN = 52; // from the parties to the nodes
    private static final int MOST_WIDE = 190;
    private final SystemPicture picture;
    private final Frame frame;
    private final SvgPen pen = new SvgPen();
    private final double wide;
    private final double gap;
    private double top = 12;

    private PictureSvg(SystemPicture picture, Frame frame) {
        this.picture = picture;
        this.frame = frame;
        int places = Math.max(picture.nodes().size(), picture.parties().size());
        gap = Math.min(40, frame.width() / (6.0 * places));
        wide = Math.min(MOST_WIDE, (frame.width() - 4 - gap * (places - 1)) / places);
    }

    static String draw(SystemPicture picture, Frame frame) {
        return new PictureSvg(picture, frame).draw();
    }

    private double left(int index) {
        return 2 + index * (wide + gap);
    }

    private String draw() {
        if (frame.isFile()) {
            pen.title(12, 20, picture.title());
            top = 34;
        }
        double nodes = top + HIGH + BETWEEN;
        for (int i = 1; i < picture.nodes().size(); i++)
            pen.line(Palette.AXIS, left(i) - gap, nodes + HIGH / 2.0, left(i), nodes + HIGH / 2.0);
        for (int i = 0; i < picture.parties().size(); i++) party(i, nodes);
        for (int i = 0; i < picture.nodes().size(); i++) node(i, nodes);
        double y = nodes + HIGH + 40;
        if (picture.hasMoves()) {
            pen.path(" class=\"measured line\"", "M2 " + SvgPen.c(y - 4) + "h17");
            pen.text(24, y, Palette.TEXT, Anchor.START, "at first");
            pen.path(" class=\"other line\"", "M94 " + SvgPen.c(y - 4) + "h17");
            pen.text(116, y, Palette.TEXT, Anchor.START, "after the fault");
        }
        return pen.document(picture, frame, (int) y + 8, Map.of());
    }

    private void party(int index, double nodes) {
        var party = picture.parties().get(index);
        double middle = left(index) + wide / 2;
        double beside = (index - (picture.parties().size() - 1) / 2.0) * 16; // so that lines to one node do not meet
        link("measured line", middle, left(party.at()) + wide / 2 + beside, nodes);
        if (party.hasMoved()) link("other line", middle, left(party.after().getAsInt()) + wide / 2 + beside, nodes);
        pen.rect(" class=\"party\" rx=\"17\"", left(index), top, wide, HIGH);
        pen.text(middle, top + 21, Palette.TEXT, Anchor.MIDDLE, party.name());
    }

    private void link(String cssClass, double from, double to, double nodes) {
        pen.path(" class=\"" + cssClass + "\"", "M" + SvgPen.c(from) + " " + SvgPen.c(top + HIGH)
            + "L" + SvgPen.c(to) + " " + SvgPen.c(nodes));
    }

    /** A struck one is crossed on its edge, where no name is, and its frame is of dashes too, so that it is told without its colour. */
    private void node(int index, double y) {
        var node = picture.nodes().get(index);
        boolean struck = !node.fault().isEmpty();
        pen.rect(struck ? " class=\"node struck errors\" rx=\"5\"" : " class=\"node\" rx=\"5\"", left(index), y, wide, HIGH);
        double middle = left(index) + wide / 2;
        pen.text(middle, y + 21, Palette.TEXT, Anchor.MIDDLE, node.name());
        if (!struck) return;
        double right = left(index) + wide - 16;
        pen.path(" class=\"errors ticks\"", "M" + SvgPen.c(right) + " " + SvgPen.c(y - 5) + "l10 10m0 -10l-10 10");
        pen.text(middle, y + HIGH + 16, Palette.ERRORS, Anchor.MIDDLE, node.fault());
    }
}
