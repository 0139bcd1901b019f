package reprise.testee.router;

/**
 * The requests of a connection that have no reply yet, in the order in which they came, which is that of the replies. A list
 * through the exchanges themselves. Owned by the event loop.
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

    /** Takes the first one out if its reply is known; else null. */
    HttpExchange takeReady() {
        var exchange = first;
        if (exchange == null || exchange.reply == null) return null;
        first = exchange.next;
        size--;
        return exchange;
    }

    /** Nobody waits for them any more. */
    void drop() {
        for (; first != null; first = first.next) {
            if (first.reply != null) first.reply.release();
        }
        size = 0;
    }
}
