package reprise.report.svg;

import java.util.Map;
import reprise.recorder.Numbers;
import reprise.report.Drawing;
import reprise.report.Markup;
import reprise.report.Palette;

/**
 * Writes SVG elements, coordinates in CSS pixels. Own code, because the AWT that chart libraries draw with needs fontconfig
 * and fonts, which a lab host without a desktop does not have. Text widths are estimated from the number of characters.
 */
final class SvgPen {
    static final double EM = 7; // a character's mean width at 12 px in a wide font
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

    /** Upright or level. */
    void line(String cssClass, double x1, double y1, double x2, double y2) {
        out.append("<path class=\"").append(cssClass).append("\" d=\"M").append(c(x1)).append(' ').append(c(y1));
        out.append(x1 == x2 ? "V" + c(y2) : "H" + c(x2)).append("\"/>\n");
    }

    void text(double atX, double atY, String cssClass, String anchor, String text) {
        out.append("<text class=\"").append(cssClass).append("\" x=\"").append(c(atX)).append("\" y=\"").append(c(atY)).append('"')
            .append(anchor.equals("start") ? "" : " text-anchor=\"" + anchor + "\"").append('>').append(Markup.escaped(text))
            .append("</text>\n");
    }

    /** Over as many lines as it needs in this width; returns the place of the last. */
    double wrapped(double atX, double atY, double wide, String cssClass, String text) {
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (!line.isEmpty() && (line.length() + 1 + word.length()) * EM > wide) {
                text(atX, atY, cssClass, "start", line.toString());
                atY += ROW - 2;
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        text(atX, atY, cssClass, "start", line.toString());
        return atY;
    }

    /** The whole element; a file of its own has its title and the colours in it. */
    String document(Drawing drawing, int width, int height, boolean file, Map<String, String> data) {
        var head = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 ").append(width).append(' ')
            .append(height)
            .append("\" width=\"").append(width).append("\" height=\"").append(height).append("\" role=\"img\" aria-label=\"")
            .append(Markup.escaped(drawing.description())).append('"');
        data.forEach((name, value) -> head.append(" data-").append(name).append("=\"").append(value).append('"'));
        head.append(">\n");
        if (file) {
            head.append("<title>").append(Markup.escaped(drawing.title())).append("</title>\n<style>\n").append(Palette.css())
                .append("</style>\n")
                .append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        }
        return head.append(out).append("</svg>\n").toString();
    }

    static String c(double value) {
        return Numbers.coordinate(value);
    }
}
