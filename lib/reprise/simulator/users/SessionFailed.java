package reprise.simulator.users;

import reprise.transport.websocket.ClientFailure;

/**
 * Thrown in a script when its connection could not be opened or was lost. It concerns a server rather than our code, so it carries no
 * stack trace.
 */
public final class SessionFailed extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient ClientFailure why;

    SessionFailed(ClientFailure why) {
        super(why.message(), null, false, false);
        this.why = why;
    }

    public ClientFailure why() {
        return why;
    }
}
