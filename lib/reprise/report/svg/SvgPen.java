package reprise.report.svg;

import java.util.Locale;
import java.util.Map;
import reprise.recorder.Numbers;
import reprise.report.Drawing;
import reprise.report.Markup;
import reprise.report.Palette;

/**
 * Writes SVG elements, coordinates in CSS pixels. It is own code because AWT, on which chart libraries draw, needs fontconfig and fonts,
 * which a lab host without a desktop lacks. Text widths are estimated from the number of characters.
 */
final class SvgPen {
    static final double EM = 7; // a character's mean width at 12 px in a wide font, CSS pixels
    static final int ROW = 18;
    private final StringBuilder out = new StringBuilder();

    void path(String attributes, String path) {
        if (!path.isEmpty()) out.append("<path").append(attributes).append(" d=\"").append(path).append("\"/>\n");
    }

    void rect(String attributes, double atX, double atY, double wide, double high) {
        out.append("<rect").append(attributes).append(" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append("\" width=\"")
            .append(c(wide)).append("\" height=\"").append(c(high)).append("\"/>\n");
    }

    void circle(String attributes, double atX, double atY, String radius) {
        out.append("<circle").append(attributes).append(" cx=\"").append(c(atX)).append("\" cy=\"").append(c(atY)).append("\" r=\"")
            .append(radius).append("\"/>\n");
    }

    /** Vertical or horizontal. */
    void line(Palette colour, double x1, double y1, double x2, double y2) {
        line(colour.cssClass() + " rule", x1, y1, x2, y2);
    }

    void openGroup(String cssClass) {
        out.append("<g class=\"").append(cssClass).append("\">\n");
    }

    /** A group that {@link #use} can draw again elsewhere in the page. */
    void group(String id, String attributes, Runnable content) {
        out.append("<g id=\"").append(id).append('"').append(attributes).append(">\n");
        content.run();
        closeGroup();
    }

    /** A name in the legend, with the area that takes a click. */
    void openKey(int key, double atX, double atY, double wide, double high) {
        out.append("<g class=\"key\" data-key=\"").append(key).append("\">\n");
        rect(" class=\"hit\"", atX, atY, wide, high);
    }

    void closeGroup() {
        out.append("</g>\n");
    }

    /** The group again, stretched horizontally and moved. */
    void use(String id, String attributes, double scale, double rightBy, double downBy) {
        out.append("<use href=\"#").append(id).append('"').append(attributes).append(" transform=\"matrix(")
            .append(Numbers.fixed(scale, 5)).append(" 0 0 1 ").append(c(rightBy)).append(' ').append(c(downBy)).append(")\"/>\n");
    }

    /** A part of its own that shows its content within these bounds, and whose script can show less of it. */
    void plot(double atX, double atY, double wide, double high, SvgPen content) {
        out.append("<svg class=\"plot\" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append("\" width=\"").append(c(wide))
            .append("\" height=\"").append(c(high)).append("\" viewBox=\"").append(c(atX)).append(' ').append(c(atY)).append(' ')
            .append(c(wide)).append(' ').append(c(high)).append("\" data-top=\"").append(c(atY)).append("\" data-high=\"")
            .append(c(high)).append("\" preserveAspectRatio=\"none\">\n").append(content.out).append("</svg>\n");
    }

    /** The label of a moment. @param place on the axis, 0 to 1, to move it when a part of the axis is shown */
    void label(double atX, double atY, double place, Anchor anchor, String text) {
        var anchored = anchor == Anchor.START ? "" : anchor.name().toLowerCase(Locale.ROOT);
        out.append("<text class=\"muted\" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append("\" data-x=\"").append(c(atX))
            .append("\" data-at=\"").append(Numbers.fixed(place, 5)).append('"')
            .append(anchored.isEmpty() ? "" : " text-anchor=\"" + anchored + "\" data-anchor=\"" + anchored + "\"").append('>')
            .append(Markup.escaped(text)).append("</text>\n");
    }

    /** Marks a moment. */
    void dashed(Palette colour, double x1, double y1, double x2, double y2) {
        line(colour.cssClass() + " rule kill", x1, y1, x2, y2);
    }

    private void line(String cssClass, double x1, double y1, double x2, double y2) {
        out.append("<path class=\"").append(cssClass).append("\" d=\"M").append(c(x1)).append(' ').append(c(y1));
        out.append(x1 == x2 ? "V" + c(y2) : "H" + c(x2)).append("\"/>\n");
    }

    /** Which point of a text is at its coordinates; the names are SVG's own in lower case, and the first is SVG's default. */
    enum Anchor {
        START, MIDDLE, END
    }

    void text(double atX, double atY, Palette colour, Anchor anchor, String text) {
        text(atX, atY, colour.cssClass(), anchor, text);
    }

    /** A bold line that starts at x. */
    void title(double atX, double atY, String text) {
        text(atX, atY, Palette.TEXT.cssClass() + " strong", Anchor.START, text);
    }

    private void text(double atX, double atY, String cssClass, Anchor anchor, String text) {
        var anchored = anchor == Anchor.START ? "" : " text-anchor=\"" + anchor.name().toLowerCase(Locale.ROOT) + "\"";
        out.append("<text class=\"").append(cssClass).append("\" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append('"')
            .append(anchored).append('>').append(Markup.escaped(text)).append("</text>\n");
    }

    /** Wraps a title to the width; returns the last line's y. */
    double wrapped(double atX, double atY, double wide, String text) {
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (!line.isEmpty() && (line.length() + 1 + word.length()) * EM > wide) {
                title(atX, atY, line.toString());
                atY += ROW - 2;
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        title(atX, atY, line.toString());
        return atY;
    }

    /** The whole element; a separate file includes its title and the colours. */
    String document(Drawing drawing, Frame frame, int height, Map<String, String> data) {
        var head = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"").append(frame.cssClass())
            .append("\" viewBox=\"0 0 ").append(frame.width()).append(' ').append(height)
            .append("\" width=\"").append(frame.width()).append("\" height=\"").append(height).append("\" role=\"img\" aria-label=\"")
            .append(Markup.escaped(drawing.description())).append('"');
        data.forEach((name, value) -> head.append(" data-").append(name).append("=\"").append(value).append('"'));
        head.append(">\n");
        if (frame.isFile()) {
            head.append("<title>").append(Markup.escaped(drawing.title())).append("</title>\n<style>\n").append(Palette.css())
                .append("</style>\n")
                .append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        }
        return head.append(out).append("</svg>\n").toString();
    }

    /** The whole element of a small drawing within a line of the page. */
    String strip(int width, int height, String description) {
        return "<svg class=\"chart strip\" viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width + "\" height=\"" + height
            + "\" role=\"img\" aria-label=\"" + Markup.escaped(description) + "\">\n" + out + "</svg>\n";
    }

    static String c(double value) {
        return Numbers.coordinate(value);
    }
}
