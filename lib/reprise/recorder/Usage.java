package reprise.recorder;

/** The resources that one process used in a second. 100 % CPU is one core; memory is the resident set, in MiB (2^20 bytes). */
@Limits(least = 0)
public record Usage(double cpuPercent, double rssMiB) {
    /** The process of the script itself, as run.json names it. */
    public static final String SCRIPT = "script";

    public Usage {
        if (!(cpuPercent >= 0) || !(rssMiB >= 0)) {
            throw new IllegalArgumentException("usage: " + cpuPercent + " % and " + rssMiB + " MiB; both must be 0 or above");
        }
    }
}
