package reprise.transport.http;

/**
 * The parts of a request that decide how its reply ends.
 *
 * @param toHead the reply has no body, whatever its headers say (RFC 9112, 6.3)
 * @param upgrades it requests another protocol: a 101 is then a reply, and the connection's last (RFC 9110, 7.8)
 * @param closes it says {@code Connection: close}: no other request follows on the connection (RFC 9112, 9.6)
 */
public record RequestTraits(boolean toHead, boolean upgrades, boolean closes) {
    /** A request with none of these. */
    public static final RequestTraits USUAL = new RequestTraits(false, false, false);
}
