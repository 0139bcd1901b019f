package reprise.report;

import java.util.List;
import java.util.Locale;

/**
 * The charts' colours, light and dark. Blue and amber can be told apart with every kind of colour blindness; a third or fourth series also
 * differs in shape. The style uses no CSS variables, because not only browsers read the SVG files.
 */
public enum Palette {
    MEASURED("#1565a8", "#6cb4f5"), PUBLISHED("#c77700", "#f2ad45"), OTHER("#0f7b63", "#5fd0b0"), ERRORS("#b3224f", "#ff86ad"),
    TEXT("#1c2430", "#e6e9ee"), MUTED("#5a6472", "#a3adba"), AXIS("#8d97a5", "#667080"), GRID("#e3e7ec", "#2b333e"),
    BAND("#8d97a5", "#8d97a5"), FIFTH("#6f4aa8", "#b99cf0"), SIXTH("#7a5230", "#cda57b"), SEVENTH("#1486a8", "#6bd3ee"),
    EIGHTH("#66700a", "#c6d155"), NINTH("#9a3fa0", "#ee9ff2");

    /** Of series that have no meaning of their own, such as processes. Each line has dashes of its own too. */
    public static final List<Palette> SERIES = List.of(MEASURED, OTHER, PUBLISHED, ERRORS, FIFTH, SIXTH, SEVENTH, EIGHTH, NINTH);

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
            .chart .fifth.line{stroke-dasharray:2 2}
            .chart .sixth.line{stroke-dasharray:9 3}
            .chart .seventh.line{stroke-dasharray:8 3 2 3}
            .chart .eighth.line{stroke-dasharray:1 3}
            .chart .ninth.line{stroke-dasharray:8 2 2 2 2 2}
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
