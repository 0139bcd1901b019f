package reprise.report;

/**
 * The colours of the charts, light and dark. Blue against amber is told apart with every kind of colour blindness; what is
 * a third or fourth thing differs in shape too. Plain rules without variables: not only browsers read the SVG files.
 */
public final class Palette {
    private static final String[][] ROLES = {
        // role, light, dark
        {"measured", "#1565a8", "#6cb4f5"},
        {"published", "#c77700", "#f2ad45"},
        {"other", "#0f7b63", "#5fd0b0"},
        {"errors", "#b3224f", "#ff86ad"},
        {"text", "#1c2430", "#e6e9ee"},
        {"muted", "#5a6472", "#a3adba"},
        {"axis", "#8d97a5", "#667080"},
        {"grid", "#e3e7ec", "#2b333e"},
        {"band", "#8d97a5", "#8d97a5"},
    };

    private Palette() {}

    public static String css() {
        var light = new StringBuilder();
        var dark = new StringBuilder();
        for (var role : ROLES) {
            light.append(".chart .").append(role[0]).append("{color:").append(role[1]).append("}\n");
            dark.append("  .chart .").append(role[0]).append("{color:").append(role[2]).append("}\n");
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
