package reprise.experiment;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files, and so connections, this process may have open at once. */
public final class OpenFiles {
    private static final int SPARE = 200;

    private OpenFiles() {}

    /** The limit of this process, which a child of it has too. */
    public static long most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Integer.MAX_VALUE;
    }

    /** Before a run of virtual users that opens so many connections at once: each takes a file. */
    static void check(int connections) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) return;
        long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - SPARE;
        if (connections <= free) return;
        throw new Failure.BadInput("so many users need " + connections + " connections at once, and this process may open " + free
            + " more files of " + unix.getMaxFileDescriptorCount() + "; raise the limit with 'ulimit -n "
            + (connections + SPARE + unix.getOpenFileDescriptorCount())
            + "' (as root, or in /etc/security/limits.conf), or give a smaller --users-scale");
    }
}
