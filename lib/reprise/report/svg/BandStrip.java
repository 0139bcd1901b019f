package reprise.report.svg;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.DoubleStream;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.report.Palette;

/**
 * A claim's figures on one line: the band that its bound allows, a dot for each run, and a diamond for the published figure. A dot outside
 * of the band is hollow, so that it is told without its colour too.
 */
public final class BandStrip {
    private static final int HEIGHT = 30;
    private static final double EDGE = 8;
    private static final double MARGIN = 0.12; // of what the figures and limits span, on each side
    private static final double MIDDLE = 11;
    private static final double HALF_BAND = 8;
    private static final double LABEL_EM = SvgPen.EM * 11 / 12; // at 11 px

    /** From a figure to its place. */
    private record Scale(double from, double to, int width) {
        static Scale of(DoubleStream shown, int width) {
            var all = shown.filter(Double::isFinite).summaryStatistics();
            double span = all.getMax() > all.getMin() ? all.getMax() - all.getMin() : Math.max(Math.abs(all.getMax()), 1);
            return new Scale(all.getMin() - span * MARGIN, all.getMax() + span * MARGIN, width);
        }

        /** A figure beyond an end is at the end. */
        double place(double figure) {
            return EDGE + (Math.clamp(figure, from, to) - from) / (to - from) * (width - 2 * EDGE);
        }
    }

    private final SvgPen pen = new SvgPen();
    private final Claim claim;
    private final Scale scale;

    private BandStrip(Claim claim, Scale scale) {
        this.claim = claim;
        this.scale = scale;
    }

    /** Empty if there is nothing to be drawn. @param measured one figure for each run; those that are no number have no place */
    public static String svg(Claim claim, Collection<Double> measured, int width) {
        var figures = measured.stream().filter(Double::isFinite).toList();
        if (figures.isEmpty()) return "";
        var bound = claim instanceof Claim.Bounded bounded ? Optional.of(bounded.bound()) : Optional.<Bound>empty();
        var limits = bound.stream().flatMapToDouble(its -> DoubleStream.of(its.lowest(), its.highest()));
        var strip = new BandStrip(claim, Scale.of(DoubleStream.concat(figures.stream().mapToDouble(figure -> figure),
            DoubleStream.concat(claim.publishedFigure().stream(), limits)), width));
        strip.pen.line(Palette.GRID, EDGE, MIDDLE, width - EDGE, MIDDLE);
        bound.ifPresent(strip::band);
        claim.publishedFigure().stream().filter(Double::isFinite).forEach(strip::diamond);
        for (double figure : figures) strip.dot(figure, bound.isEmpty() || bound.get().holds(figure));
        return strip.pen.strip(width, HEIGHT, claim.statement() + ": a dot for each run on the band that the claim allows");
    }

    /** A single allowed figure is a narrow band. */
    private void band(Bound bound) {
        double from = scale.place(bound.lowest());
        double to = scale.place(bound.highest());
        pen.rect(" class=\"good-band\"", from - (to > from ? 0 : 1.5), MIDDLE - HALF_BAND, Math.max(3, to - from), 2 * HALF_BAND);
        var low = label(bound.lowest());
        var high = label(bound.highest());
        boolean haveRoom = to - from > (low.length() + high.length()) * LABEL_EM / 2;
        limit(from, low, haveRoom || high.isEmpty() || from == to);
        limit(to, high, from < to);
    }

    private String label(double limit) {
        return Double.isFinite(limit) ? claim.measuredText(limit) : "";
    }

    private void limit(double at, String label, boolean isLabelled) {
        if (label.isEmpty()) return;
        double half = label.length() * LABEL_EM / 2;
        pen.line(Palette.AXIS, at, MIDDLE - HALF_BAND, at, MIDDLE + HALF_BAND);
        if (!isLabelled) return;
        pen.text(Math.min(scale.width() - half, Math.max(half, at)), HEIGHT - 1, Palette.MUTED, SvgPen.Anchor.MIDDLE, label);
    }

    private void diamond(double published) {
        var top = SvgPen.c(scale.place(published)) + " " + SvgPen.c(MIDDLE - 6);
        pen.path(" class=\"published diamond\"", "M" + top + "l5 6l-5 6l-5 -6z");
    }

    private void dot(double figure, boolean isInside) {
        pen.circle(isInside ? " class=\"measured dots\"" : " class=\"errors outside\"", scale.place(figure), MIDDLE, "4");
    }
}
