package reprise.simulator.users;

import reprise.transport.websocket.WebSocketUrl;

/** A server under load, by the name that tags its figures. */
public record Target(String name, WebSocketUrl url) {
    public Target {
        if (name.isBlank() || name.contains("}") || name.contains(":")) {
            throw new IllegalArgumentException("target '" + name + "': give it a name without : and }, for example queueing");
        }
    }
}
