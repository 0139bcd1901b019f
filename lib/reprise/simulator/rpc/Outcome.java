package reprise.simulator.rpc;

/** The outcome of one message: exactly one of these. */
public sealed interface Outcome {
    Outcome CONFIRMED = new Confirmed();
    Outcome REPLIED = new Replied();
    Outcome UNROUTABLE = new Unroutable();
    Outcome REFUSED = new Failed("the broker refused it (basic.nack)");
    Outcome INTERRUPTED = new Interrupted();

    /** The broker confirmed it. */
    record Confirmed() implements Outcome {}

    /** The broker confirmed the call and the server's reply arrived in time. */
    record Replied() implements Outcome {}

    /** The broker confirmed and returned it: no queue took it. It is never resent. */
    record Unroutable() implements Outcome {}

    /** An error that the client sees: refused, no reply in time, a failure as reply, or the reconnect attempts are used up. */
    record Failed(String why) implements Outcome {}

    /** The run ended first. The broker may have the message all the same. */
    record Interrupted() implements Outcome {}
}
