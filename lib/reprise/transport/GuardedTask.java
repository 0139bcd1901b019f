package reprise.transport;

import java.util.function.Consumer;

/**
 * Guards work on an event loop, a timer or a future: these swallow exceptions, and a run would continue without the broken part.
 * Every Throwable is passed on, Errors included.
 */
public final class GuardedTask {
    private GuardedTask() {}

    public static Runnable task(Runnable task, Consumer<Throwable> failed) {
        return () -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                failed.accept(thrown);
            }
        };
    }
}
