package reprise.report.html;

import static reprise.report.html.HtmlPage.e;
import static reprise.report.html.HtmlPage.icon;

import reprise.judge.Claim;
import reprise.judge.ClaimTally;
import reprise.report.OutcomeLine;
import reprise.report.Section;
import reprise.report.TallyWords;
import reprise.report.svg.BandStrip;

/** Claims in several runs: how often each held, and a dot for each run on the band that it allows. */
final class HtmlTallies {
    static final int STRIP = 276;
    /** Explains {@link BandStrip}. */
    static final String KEY =
        "Beside each: the band that it allows, a diamond for the published figure, a dot for each run, hollow outside of the band.";

    private HtmlTallies() {}

    static void write(HtmlPage page, Section.Tallies several) {
        if (several.tallies().isEmpty()) return;
        page.section("", several.heading()).add("<p>", KEY, "</p>\n<ul class=\"claims tallies\">\n");
        for (var tally : several.tallies()) write(page, tally);
        page.add("</ul>\n</section>\n");
    }

    private static void write(HtmlPage page, ClaimTally tally) {
        var claim = tally.claim();
        var mood = OutcomeLine.Mood.of(tally);
        page.add("<li><span class=\"badge ", mood.cssClass(), "\">", icon(mood), e(tally.words()), "</span>\n<div><strong>",
            e(claim.statement()), "</strong>");
        paragraph(page, switch (claim) {
            case Claim.Bounded bounded -> "Holds when " + bounded.holds() + ".";
            case Claim.Shown shown -> HtmlReport.sentence(shown.why());
        });
        if (claim instanceof Claim.Bounded) paragraph(page, HtmlReport.sentence(tally.unjudged()));
        tally.warning().ifPresent(warning -> page.add("<p class=\"note\">", e(HtmlReport.sentence(warning)), "</p>"));
        page.add("</div>\n<div class=\"dots-of-runs\">", BandStrip.svg(claim, tally.figures().values(), STRIP),
            "<p>", e(TallyWords.figures(tally)));
        if (claim.publishedFigure().isPresent()) page.add("; published ", e(claim.publishedText()));
        page.add("</p></div></li>\n");
    }

    private static void paragraph(HtmlPage page, String sentence) {
        if (!sentence.isEmpty()) page.add("<p>", e(sentence), "</p>");
    }
}
