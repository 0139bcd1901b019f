package reprise.testee.router;

/**
 * A router's counters.
 *
 * @param connections open now; {@code sessions} of them have joined
 * @param slowReaders connections that were closed because their peer left too much unread
 * @param violations ABORTs, and ERRORs for invalid URIs
 * @param heldBytes used by sessions, registrations, subscriptions and open calls
 * @param unreadBytes waiting for readers
 * @param droppedEvents that a subscriber's serializer or longest message did not allow
 */
public record RouterCounts(int connections, int sessions, long slowReaders, long violations, long droppedEvents, long heldBytes,
    long unreadBytes) {}
