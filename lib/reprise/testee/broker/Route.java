package reprise.testee.broker;

import java.util.List;

/**
 * The queues for one exchange and one key, valid for one version of the names. A route through a headers exchange is valid for one
 * message only.
 */
record Route(long version, List<Queue> queues, boolean reusable) {
    Route {
        queues = List.copyOf(queues);
    }
}
