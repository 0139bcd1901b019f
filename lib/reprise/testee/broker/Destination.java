package reprise.testee.broker;

import java.util.Set;

/** What an exchange can be bound to. */
sealed interface Destination permits Queue, Exchange {
    /** The bindings that lead here, so that they go when it goes. */
    Set<Binding> incoming();
}
