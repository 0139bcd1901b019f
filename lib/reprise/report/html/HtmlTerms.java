package reprise.report.html;

import java.util.List;
import java.util.regex.Pattern;

/** What a page's words mean, for a reader who has never seen one: those that the page has. They fold. */
final class HtmlTerms {
    /** @param used is found in a page that has the word */
    private record Term(Pattern used, String name, String says) {}

    private static final List<Term> TERMS = List.of(
        term(">(?:not )?reproduced<", "reproduced",
            "The figure of this run is within the bound that stands at the claim. The published figure stands beside it for "
            + "comparison and decides nothing."),
        term("In direction; ", "in direction",
            "The effect is there, and less than half or more than twice as large as published."),
        term(">(?:not )?held<", "held",
            "The figure of this run is within a bound that is not a document's: of a finding of ours, or of a threshold that the user "
            + "has set."),
        term("\\d of \\d</span>", "3 of 5",
            "The claim held in three of the five runs that should answer it. If they do not agree it is not steady: another "
            + "run may end either way."),
        term(">not judged<", "not judged",
            "There is no verdict, and the reason stands beside it: the figure is a property of their hardware, or nobody "
            + "asked for it, or this run could not tell. It counts neither for nor against."),
        term("good-band|dots-of-runs", "band, diamond, dots",
            "Green is what the claim allows, the diamond is the published figure, and each dot is a run. A hollow dot is "
            + "outside of what is allowed."),
        term("<th[^>]*>median", "median",
            "The middle one of the runs' figures: half of them are smaller."),
        term("95&nbsp;% interval", "95 % interval",
            "Where the median of very many such runs is: of a hundred intervals made this way, 95 have it within. The fewer "
            + "the runs, the wider it is."),
        term(">chance<", "chance",
            "How often runs that do not differ at all would be as far apart as these."),
        term("<td>~<", "~",
            "The difference may be chance: nothing can be said."),
        term("percentile|<th[^>]*>9\\d(?:\\.9+)?&nbsp;%", "50 %, 99 %, 99.9 %",
            "Percentiles, also written p50, p99, p99.9: of 1,000 messages or requests 999 took at most the 99.9 %, and one "
            + "took longer. The 50 % is the median."),
        term("\\bcorrected\\b", "as recorded, corrected",
            "Who stands still sends nothing, and so one long latency is recorded where many were due (coordinated omission). "
            + "Corrected, each that should have been sent meanwhile, at the expected interval, is counted with what it would "
            + "have waited."),
        term("\\bpublished\\b", "published, this run",
            "What the document says, and what was measured here."),
        term("\\bseeds? \\d|>seeds<", "seed",
            "The number that all random choices of a run come from: with the same one they are the same."));

    private HtmlTerms() {}

    private static Term term(String used, String name, String says) {
        return new Term(Pattern.compile(used), name, says);
    }

    /** Empty for a page that has none of the words. */
    static String html(CharSequence page) {
        var out = new StringBuilder();
        TERMS.stream().filter(term -> term.used.matcher(page).find()).forEach(term -> out.append("<dt>").append(HtmlPage.e(term.name))
            .append("</dt><dd>").append(HtmlPage.e(term.says)).append("</dd>\n"));
        return out.isEmpty() ? "" : "<details class=\"terms\"><summary>What the words mean</summary><dl>\n" + out + "</dl></details>\n";
    }
}
