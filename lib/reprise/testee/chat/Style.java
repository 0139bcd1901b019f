package reprise.testee.chat;

import java.util.Locale;

/** The two ways to broadcast that the document compares. */
public enum Style {
    /** Its "rust app": holds the room's lock and awaits every send in turn. */
    AWAITING,
    /** Its "python app": one event loop, each broadcast is a task on it, no send is awaited; pings. */
    QUEUEING;

    /** Parses the command line's form: {@code awaiting} or {@code queueing}. */
    public static Style of(String text) {
        for (var style : values()) {
            if (style.toString().equals(text)) return style;
        }
        throw new IllegalArgumentException("chat: style is '" + text + "'; it must be awaiting or queueing");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
