package reprise.report;

import java.util.Locale;

/**
 * The charts' colours, light and dark. Blue and amber can be told apart with every kind of colour blindness; a third or fourth series also
 * differs in shape. The style uses no CSS variables, because not only browsers read the SVG files.
 */
public enum Palette {
    MEASURED("#1565a8", "#6cb4f5"), PUBLISHED("#c77700", "#f2ad45"), OTHER("#0f7b63", "#5fd0b0"), ERRORS("#b3224f", "#ff86ad"),
    TEXT("#1c2430", "#e6e9ee"), MUTED("#5a6472", "#a3adba"), AXIS("#8d97a5", "#667080"), GRID("#e3e7ec", "#2b333e"),
    BAND("#8d97a5", "#8d97a5");

    private final String light;
    private final String dark;

    Palette(String light, String dark) {
        this.light = light;
        this.dark = dark;
    }

    /** The class of the style below that has this colour. */
    public String cssClass() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static String css() {
        var light = new StringBuilder();
        var dark = new StringBuilder();
        for (var colour : values()) {
            light.append(".chart .").append(colour.cssClass()).append("{color:").append(colour.light).append("}\n");
            dark.append("  .chart .").append(colour.cssClass()).append("{color:").append(colour.dark).append("}\n");
        }
        return """
            .chart{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
            .chart text{fill:currentColor;stroke:none}
            .chart .paper{fill:#fff}
            .chart .line{fill:none;stroke:currentColor;stroke-width:1.75;stroke-linejoin:round}
            .chart .published.line{stroke-width:1.25}
            .chart .ticks{fill:none;stroke:currentColor;stroke-width:2}
            .chart .other.line{stroke-dasharray:5 3}
            .chart .area{fill:currentColor;fill-opacity:.28;stroke:none}
            .chart .dots,.chart .bars{fill:currentColor;stroke:none}
            .chart .dots{fill-opacity:.65}
            .chart .rule{stroke:currentColor;fill:none;stroke-width:1}
            .chart .kill{stroke-dasharray:2 2}
            .chart .shade{fill:currentColor;fill-opacity:.2;stroke:none}
            .chart .strong{font-weight:600}
            """ + light + "@media screen and (prefers-color-scheme:dark){\n  .chart .paper{fill:#14181e}\n" + dark + "}\n";
    }
}
