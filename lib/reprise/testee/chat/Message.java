package reprise.testee.chat;

/** What a user may say, and what was wrong when it was none of it. */
sealed interface Message {
    record Direct(String body) implements Message {}

    record Broadcast(String body) implements Message {}

    /** Of the actions {@code ping} and {@code pong}; frames of these names are the codec's. */
    record Probe(String body) implements Message {}

    record Invalid(String why) implements Message {}
}
