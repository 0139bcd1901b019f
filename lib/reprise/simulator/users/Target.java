package reprise.simulator.users;

import reprise.transport.websocket.Offer;
import reprise.transport.websocket.WebSocketUrl;

/** A server under load: the name that tags its figures, and the optional parts of its users' handshakes. */
public record Target(String name, WebSocketUrl url, Offer offer) {
    public Target {
        if (name.isBlank() || name.contains("}") || name.contains(":")) {
            throw new IllegalArgumentException("target '" + name + "': give it a name without : and }, for example queueing");
        }
    }

    public Target(String name, WebSocketUrl url) {
        this(name, url, Offer.NONE);
    }
}
