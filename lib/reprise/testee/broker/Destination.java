package reprise.testee.broker;

import java.util.Set;

/** The target of a binding. */
sealed interface Destination permits Queue, Exchange {
    /** The bindings to this destination, so that they are removed with it. */
    Set<Binding> incoming();
}
