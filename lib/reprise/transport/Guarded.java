package reprise.transport;

import java.util.function.Consumer;

/**
 * Work for an event loop, a timer or a future, which drop what is thrown in them: a run would go on without the part that broke.
 * Whatever is thrown, an Error too, is handed on.
 */
public final class Guarded {
    private Guarded() {}

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
