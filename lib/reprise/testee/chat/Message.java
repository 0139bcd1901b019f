package reprise.testee.chat;

/** A user's message, or what was wrong with it. */
sealed interface Message {
    record Direct(String body) implements Message {}

    record Broadcast(String body) implements Message {}

    /** The actions {@code ping} and {@code pong}; the codec handles the frames of these names. */
    record Probe(String body) implements Message {}

    record Invalid(String why) implements Message {}
}
