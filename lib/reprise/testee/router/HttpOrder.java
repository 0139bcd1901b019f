package reprise.testee.router;

/**
 * A connection's unanswered requests in order of arrival, which is the order of the replies. Linked through the exchanges
 * themselves. Owned by the event loop.
 */
final class HttpOrder {
    private HttpExchange first;
    private HttpExchange last;
    private int size;

    HttpExchange add(HttpExchange exchange) {
        if (first == null) first = exchange;
        else last.next = exchange;
        last = exchange;
        size++;
        return exchange;
    }

    int size() {
        return size;
    }

    boolean isFirst(HttpExchange exchange) {
        return exchange == first;
    }

    /** Removes the first one if its reply is known; otherwise null. */
    HttpExchange takeReady() {
        var exchange = first;
        if (exchange == null || exchange.reply == null) return null;
        first = exchange.next;
        size--;
        return exchange;
    }

    /** Drops all: nobody waits for them. */
    void drop() {
        for (; first != null; first = first.next) {
            if (first.reply != null) first.reply.release();
        }
        size = 0;
    }
}
