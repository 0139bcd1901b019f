package reprise.transport;

import java.util.concurrent.ThreadFactory;

/**
 * Creates threads outside the caller's thread group. A new thread joins its creator's group, and code that waits for that group to
 * empty would wait for an event loop for ever: JShell does so with each snippet's group if the snippet started a loop.
 */
public final class OwnThreads {
    /** The root group. */
    static final ThreadGroup GROUP = outermost(Thread.currentThread().getThreadGroup());

    private OwnThreads() {}

    /** A factory for daemon threads of this name. */
    public static ThreadFactory named(String name) {
        return task -> Thread.ofPlatform().group(GROUP).daemon().name(name).unstarted(task);
    }

    private static ThreadGroup outermost(ThreadGroup group) {
        return group.getParent() == null ? group : outermost(group.getParent());
    }
}
