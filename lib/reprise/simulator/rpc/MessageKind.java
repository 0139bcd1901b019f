package reprise.simulator.rpc;

import java.util.Locale;

/**
 * What a client sends, and where it goes, as oslo.messaging has it:
 * <pre>
 *   kind     exchange      routing key    is taken from              the client waits for
 *   CAST     openstack     TOPIC.SERVER   queue TOPIC.SERVER         the broker's confirm
 *   CALL     openstack     TOPIC.SERVER   queue TOPIC.SERVER         the confirm, then the server's reply: by the default
 *                                                                    exchange to the client's own queue reply_&lt;hex&gt;
 *   NOTIFY   openstack     TOPIC.info     queue TOPIC.info           the confirm
 *   FANOUT   TOPIC_fanout  empty          queue TOPIC_fanout_&lt;hex&gt;   the confirm
 * </pre>
 * A server of casts, calls and fanouts is the same RPC server; notifications have a listener, and no envelope.
 */
public enum MessageKind {
    CAST, CALL, NOTIFY, FANOUT;

    /** As options, run files and scenarios have it: in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
