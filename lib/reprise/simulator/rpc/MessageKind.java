package reprise.simulator.rpc;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kind of message that a client sends, and its path in oslo.messaging:
 * <pre>
 *   kind     exchange      routing key    is taken from              the client waits for
 *   CAST     openstack     TOPIC.SERVER   queue TOPIC.SERVER         the broker's confirm
 *   CALL     openstack     TOPIC.SERVER   queue TOPIC.SERVER         the confirm, then the server's reply: by the default
 *                                                                    exchange to the client's own queue reply_&lt;hex&gt;
 *   NOTIFY   openstack     TOPIC.info     queue TOPIC.info           the confirm
 *   FANOUT   TOPIC_fanout  empty          queue TOPIC_fanout_&lt;hex&gt;   the confirm
 * </pre>
 * The same RPC server handles casts, calls and fan-outs; notifications have a listener and no envelope.
 */
public enum MessageKind {
    CAST("casts"), CALL("calls"), NOTIFY("notifications"), FANOUT("fan-outs");

    private final String plural;

    MessageKind(String plural) {
        this.plural = plural;
    }

    /** The kind with this label. */
    public static Optional<MessageKind> labelled(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
    }

    /** The name in options, run files and scenarios: in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Several of them, in a sentence. */
    public String plural() {
        return plural;
    }
}
