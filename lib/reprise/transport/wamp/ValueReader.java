package reprise.transport.wamp;

/**
 * Reads the elements of one message, a list, one after the other from bytes in memory, and checks what it passes over:
 * everything is well-formed when {@link #finish} returns. One connection's, on its loop; nothing is allocated but what is
 * returned. Throws a {@link WampException} that says what is wrong.
 */
abstract sealed class ValueReader permits JsonReader, MsgpackReader {
    /** How deep lists and dicts may nest, the message's own list counted. */
    static final int MAX_DEPTH = 64;

    final Uris uris = new Uris();
    byte[] in;
    int at;
    int end;

    /** Begins a message: {@code in} from {@code from} to {@code end} is one list. */
    void start(byte[] in, int from, int end) {
        this.in = in;
        this.at = from;
        this.end = end;
        open();
    }

    abstract void open();

    /** Goes to the next element, if there is one. */
    abstract boolean next();

    /** The element as a whole number from 0 to 2^53. */
    abstract long whole(String what);

    abstract String uri(String what);

    /** The element as a string, looked up nowhere. */
    abstract String text(String what);

    /** Passes over the element; any value. */
    abstract void skip();

    abstract boolean atList();

    abstract boolean atDict();

    /** Does the element, a dict, have nothing in it? Then it is passed over. */
    abstract boolean emptyDict();

    /** Nothing may follow; for {@link #finish}, when the list's end was passed. */
    abstract void trailing();

    byte[] list(String what) {
        if (!atList()) throw wrong(what, "a list");
        return slice();
    }

    byte[] dict(String what) {
        if (!atDict()) throw wrong(what, "a dict");
        return slice();
    }

    private byte[] slice() {
        int from = at;
        skip();
        byte[] slice = new byte[at - from];
        System.arraycopy(in, from, slice, 0, slice.length);
        return slice;
    }

    Dict options(Serializer form, String what) {
        if (!atDict()) throw wrong(what, "a dict");
        if (emptyDict()) return Dict.NONE;
        int from = at;
        skip();
        return Dict.read(form, in, from, at);
    }

    /** The message must end here. */
    void finish() {
        if (next()) throw WampException.violation("too many elements");
        trailing();
        in = null;
    }

    final WampException wrong(String what, String expected) {
        return WampException.violation(what + ": " + expected + " is expected" + where());
    }

    final String where() {
        return at < end ? ", not what begins with octet " + (in[at] & 0xFF) : ", but the message ends";
    }

    static WampException tooDeep() {
        return WampException.violation("lists or dicts nested deeper than " + MAX_DEPTH);
    }
}
