package reprise.transport.wamp;

/**
 * Reads the elements of one message, which is a list, from bytes in memory, and checks what it skips: once {@link #finish} returns,
 * the whole message is well-formed. One per connection, confined to its loop; allocates nothing but what it returns. Throws a
 * {@link WampException} that says what is wrong.
 */
abstract sealed class ValueReader permits JsonReader, MsgpackReader {
    /** How deep lists and dicts may nest, including the message's own list. */
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

    /** Moves to the next element, if there is one. */
    abstract boolean next();

    /** The element as a whole number from 0 to 2^53. */
    abstract long whole(String what);

    abstract String uri(String what);

    /** The element as a new string. */
    abstract String text(String what);

    /** Skips the element, whatever it is. */
    abstract void skip();

    abstract boolean atList();

    abstract boolean atDict();

    /** Whether the element, a dict, is empty; if so, skips it. */
    abstract boolean emptyDict();

    /** Checks that nothing follows the list; {@link #finish} calls it. */
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

    /** Checks that the message ends here. */
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
