package reprise.transport.http;

/**
 * What of a request decides how its reply ends.
 *
 * @param toHead the reply has no body, whatever its headers say (RFC 9112, 6.3)
 * @param upgrades it asks for another protocol: a 101 is a reply then, and the connection's last (RFC 9110, 7.8)
 * @param closes it says {@code Connection: close}: no other request follows on the connection (RFC 9112, 9.6)
 */
public record RequestTraits(boolean toHead, boolean upgrades, boolean closes) {
    /** A request without any of it. */
    public static final RequestTraits USUAL = new RequestTraits(false, false, false);
}
