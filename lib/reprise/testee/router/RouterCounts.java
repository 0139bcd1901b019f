package reprise.testee.router;

/**
 * What a router has seen.
 *
 * @param connections open now; {@code sessions} of them have joined
 * @param slowReaders connections that were closed because their peer left too much unread
 * @param violations ABORTs, and ERRORs for invalid URIs
 * @param heldBytes what sessions, registrations, subscriptions and open calls take
 * @param unreadBytes what waits for readers
 * @param droppedEvents that a subscriber's serializer or longest message did not allow
 */
public record RouterCounts(int connections, int sessions, long slowReaders, long violations, long droppedEvents, long heldBytes,
    long unreadBytes) {}
