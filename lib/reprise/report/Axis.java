package reprise.report;

import java.util.ArrayList;
import java.util.List;
import reprise.recorder.Numbers;

/** A scale with its ticks. {@link #at} maps a value to its position, 0 (low end) to 1; a log axis has no position for 0. */
public record Axis(Scale scale, double low, double high, List<Double> ticks, List<String> labels) {
    /** How values lie on it. A percentile's value is 1 / (1 − share). */
    public enum Scale {
        LINEAR, LOG, PERCENTILE
    }

    private static final double[] STEPS = {1, 2, 2.5, 5, 10};
    private static final double[] TIME_STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600};

    public boolean log() {
        return scale != Scale.LINEAR;
    }

    public double at(double value) {
        return log() ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    public boolean has(double value) {
        return Double.isFinite(value) && value >= low && value <= high;
    }

    /** From 0 to a round number at or above the largest value. */
    public static Axis linear(double largest, int mostTicks) {
        double top = largest > 0 ? largest : 1;
        double power = Math.pow(10, Math.floor(Math.log10(top / mostTicks)));
        double step = 10 * power;
        for (double factor : STEPS) {
            if (Math.ceil(top / (factor * power) - 1e-9) <= mostTicks) {
                step = factor * power;
                break;
            }
        }
        int count = (int) Math.ceil(top / step - 1e-9);
        var ticks = new ArrayList<Double>();
        for (int i = 0; i <= count; i++) ticks.add(i * step);
        return new Axis(Scale.LINEAR, 0, count * step, ticks, ticks.stream().map(Numbers::shortest).toList());
    }

    /** From the 1, 2 or 5 at or below the smallest value to the one at or above the largest, with a tick at each power of ten. */
    public static Axis logarithmic(double smallest, double largest) {
        double low = roundDown(smallest);
        double high = 1 / roundDown(1 / largest);
        if (high <= low * 1.0001) high = low * 10;
        var ticks = new ArrayList<Double>();
        for (int power = (int) Math.ceil(Math.log10(low) - 1e-9); Math.pow(10, power) <= high * 1.0001; power++)
            ticks.add(Math.pow(10, power));
        if (ticks.size() < 2) {
            ticks.clear();
            ticks.addAll(List.of(low, high));
        }
        return new Axis(Scale.LOG, low, high, ticks, ticks.stream().map(Numbers::shortest).toList());
    }

    /** Like {@link #logarithmic}, but both ends are powers of ten. */
    public static Axis decades(double smallest, double largest) {
        return logarithmic(Math.pow(10, Math.floor(Math.log10(smallest) + 1e-9)), Math.pow(10, Math.ceil(Math.log10(largest) - 1e-9)));
    }

    /** One lane per name, the first at the top; {@link #lane} gives its middle. */
    public static Axis lanes(List<String> names) {
        var middles = java.util.stream.IntStream.range(0, names.size()).mapToObj(i -> lane(i, names.size())).toList();
        return new Axis(Scale.LINEAR, 0, names.size(), middles, names);
    }

    public static double lane(int index, int lanes) {
        return lanes - index - 0.5;
    }

    private static double roundDown(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-12));
        double digit = value / power * (1 + 1e-12);
        return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
    }

    /** Seconds from 0 to the end of the last one, with as many ticks as the width has room for. */
    public static Axis time(double endSec, double width) {
        double end = Math.max(1, endSec);
        double step = 7200;
        for (double candidate : TIME_STEPS) {
            if (end / candidate * 46 <= width) {
                step = candidate;
                break;
            }
        }
        var ticks = new ArrayList<Double>();
        for (double tick = 0; tick <= end; tick += step) ticks.add(tick);
        return new Axis(Scale.LINEAR, 0, end, ticks, ticks.stream().map(Numbers::shortest).toList());
    }

    /** A part of the time, with a tick a second. */
    public static Axis seconds(double fromSec, double toSec) {
        var ticks = new ArrayList<Double>();
        for (double tick = Math.ceil(fromSec); tick <= toSec; tick++) ticks.add(tick);
        return new Axis(Scale.LINEAR, fromSec, toSec, ticks, ticks.stream().map(Numbers::shortest).toList());
    }

    /** HdrHistogram's percentile scale: each additional 9 is as wide as the one before. Values are 1 / (1 − share), so 99 % is 100. */
    public static Axis percentiles(long count) {
        double high = Math.max(100, Math.pow(10, Math.ceil(Math.log10(Math.max(2, count)) - 1e-9)));
        var ticks = new ArrayList<Double>();
        var labels = new ArrayList<String>();
        for (double tick = 1; tick <= high * 1.0001; tick *= 10) {
            ticks.add(tick);
            labels.add(Numbers.shortest(100 * (1 - 1 / tick)) + " %");
        }
        return new Axis(Scale.PERCENTILE, 1, high, ticks, labels);
    }
}
