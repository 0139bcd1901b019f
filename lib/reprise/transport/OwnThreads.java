package reprise.transport;

import java.util.concurrent.ThreadFactory;

/**
 * Threads that are in no caller's group. A new thread is in its starter's group, and who waits until that group is empty would wait for an
 * event loop for ever: so does JShell with each snippet's group, if the snippet started a loop before JShell looked.
 */
public final class OwnThreads {
    /** The outermost group. */
    static final ThreadGroup GROUP = outermost(Thread.currentThread().getThreadGroup());

    private OwnThreads() {}

    /** Daemon threads of this name. */
    public static ThreadFactory named(String name) {
        return task -> Thread.ofPlatform().group(GROUP).daemon().name(name).unstarted(task);
    }

    private static ThreadGroup outermost(ThreadGroup group) {
        return group.getParent() == null ? group : outermost(group.getParent());
    }
}
