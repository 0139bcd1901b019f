package reprise.experiment;

import java.time.Duration;

/**
 * The length of a warm-up. {@snippet : x.warmUp(load, Until.after(Duration.ofSeconds(3))); }
 *
 * @param most the longest time; 0 for no warm-up
 * @param settledShare ends earlier if a second's count is within this share of the previous one, from the third second on; 0 for never
 */
public record Until(Duration most, double settledShare) {
    private static final double SETTLED = 0.05;

    public Until {
        if (most.isNegative() || !(settledShare >= 0 && settledShare < 1))
            throw new IllegalArgumentException("a warm-up ends after " + DurationOption.text(most) + " or within " + settledShare
                + "; the time must be 0 or above, the share 0 to 1");
    }

    public static Until after(Duration time) {
        return new Until(time, 0);
    }

    /** Until the rate has settled to within a twentieth, {@code most} at the latest. */
    public static Until settled(Duration most) {
        return new Until(most, SETTLED);
    }
}
