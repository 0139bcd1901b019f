package caller;

import reprise.sut.RouterUnderTest.Attachment;

/**
 * Who answers a procedure.
 *
 * @param procedure the last part of its URI
 * @param reply the answer to 2 and 3, in JSON
 * @param label in a table's row; {@code words} how it is attached
 */
public record Callee(String procedure, Attachment attached, String reply, String label, String words) {
    public boolean isRegistered() {
        return attached != Attachment.NONE;
    }

    public boolean isShared() {
        return attached == Attachment.SHARED_UNIX_MSGPACK;
    }
}
