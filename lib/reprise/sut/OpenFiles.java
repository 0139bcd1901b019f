package reprise.sut;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Checks how many files, and so connections, this process may have open at once. */
public final class OpenFiles {
    private static final int SPARE = 200;
    private static final int LOAD_SPARE = 20;

    private OpenFiles() {}

    /** The limit of this process, which its children inherit. */
    public static long most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    }

    /** Call before a run of virtual users that opens this many connections at once: each takes a file descriptor. */
    public static void check(int connections) {
        check("so many users need " + connections + " connections at once", connections, SPARE, "--users-scale");
    }

    /** Call before an HTTP load: besides its connections, each event loop takes three file descriptors, and class loading needs some. */
    public static void checkLoad(int connections, int threads) {
        check("-c is " + connections, connections, LOAD_SPARE + 3 * threads, "-c");
    }

    private static void check(String what, int connections, int spare, String option) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) return;
        long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - spare;
        if (connections <= free) return;
        throw new Failure.BadInput(what + ", each connection is an open file, and this process may open " + Math.max(0, free)
            + " more files of " + unix.getMaxFileDescriptorCount() + "; raise the limit with 'ulimit -n "
            + (connections + spare + unix.getOpenFileDescriptorCount())
            + "' (as root, or in /etc/security/limits.conf), or give a smaller " + option);
    }
}
