package reprise.testee.broker;

/** Something that one node says to another over a {@link Link}. One of the two happens, once, on the event loop. */
interface Parcel {
    /** @param message as it was read from the socket; null if none was sent */
    void arrived(Message message);

    /** The link broke before it arrived. */
    void lost();
}
