package reprise.report.html;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The sections of a page: an id for each, to link to, and the list of them that stands beside the page where there is room. */
final class HtmlContents {
    private final Set<String> ids = new LinkedHashSet<>();
    private final Map<String, String> byHeading = new LinkedHashMap<>();

    /**
     * The id of a new section. Of two with one heading, such as a table and its chart, the list has the first.
     *
     * @param wanted an id of the document's own; empty for the heading's words
     */
    String id(String wanted, String heading) {
        var words = !wanted.isEmpty() ? wanted
            : heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
        var id = words;
        for (int more = 2; !ids.add(id); more++) id = words + "-" + more;
        byHeading.putIfAbsent(heading, id);
        return id;
    }

    /** Empty for a page that needs no list. */
    String html() {
        if (byHeading.size() < 2) return "";
        var out = new StringBuilder("<nav aria-label=\"Contents\"><ul>\n");
        byHeading.forEach((heading, id) -> out.append("<li><a href=\"#").append(id).append("\">").append(HtmlPage.e(heading))
            .append("</a></li>\n"));
        return out.append("</ul></nav>\n").toString();
    }
}
