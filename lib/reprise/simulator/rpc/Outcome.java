package reprise.simulator.rpc;

/** What became of one message: exactly one of these. */
public sealed interface Outcome {
    Outcome CONFIRMED = new Confirmed();
    Outcome REPLIED = new Replied();
    Outcome UNROUTABLE = new Unroutable();
    Outcome REFUSED = new Failed("the broker refused it (basic.nack)");
    Outcome INTERRUPTED = new Interrupted();

    /** The broker confirmed it. */
    record Confirmed() implements Outcome {}

    /** Of a call: the broker confirmed it and the server's reply came in time. */
    record Replied() implements Outcome {}

    /** The broker confirmed it and gave it back: no queue took it. Never sent again. */
    record Unroutable() implements Outcome {}

    /** An error that the client sees: refused, no reply in time, a failure for a reply, or the tries to reconnect are used up. */
    record Failed(String why) implements Outcome {}

    /** The run ended first. The broker may have it all the same. */
    record Interrupted() implements Outcome {}
}
