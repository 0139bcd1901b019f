package reprise.testee.broker;

import java.util.List;

/**
 * Where messages with one exchange and one key go, and for which version of the names that holds. A route through a headers
 * exchange holds for one message only.
 */
record Route(long version, List<Queue> queues, boolean reusable) {
    Route {
        queues = List.copyOf(queues);
    }
}
