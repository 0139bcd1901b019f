package reprise.testee.chat;

import java.util.Locale;

/** The two ways to broadcast that the document compares. */
public enum Style {
    /** As its "rust app": holds the room's lock and awaits every send in turn. */
    AWAITING,
    /** As its "python app": one event loop, a broadcast is a task of it, no send is awaited; pings. */
    QUEUEING;

    /** As on the command line: {@code awaiting} or {@code queueing}. */
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
