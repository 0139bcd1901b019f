package reprise.testee.chat;

import java.util.Arrays;

/**
 * A room's listeners. Every broadcast needs the list and every join changes it, so a listing is an immutable array, shared until
 * somebody joins or leaves. Owned by the event loop.
 */
final class Listeners {
    private Connection[] members = new Connection[16];
    private int size;
    private Connection[] listed = {};

    void add(Connection connection) {
        if (size == members.length) members = Arrays.copyOf(members, 2 * size);
        members[size] = connection;
        connection.place = size++;
        listed = null;
    }

    /** The last one moves to the free place. Removing an absent one has no effect. */
    void remove(Connection connection) {
        int place = connection.place;
        if (place < 0) return;
        var last = members[--size];
        members[size] = null;
        if (last != connection) {
            members[place] = last;
            last.place = place;
        }
        connection.place = -1;
        listed = null;
    }

    Connection[] listed() {
        if (listed == null) listed = Arrays.copyOf(members, size);
        return listed;
    }
}
