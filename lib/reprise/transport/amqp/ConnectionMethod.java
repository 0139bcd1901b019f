package reprise.transport.amqp;

import static reprise.transport.amqp.Argument.CUT_STRING;
import static reprise.transport.amqp.Argument.LONG_TEXT;
import static reprise.transport.amqp.Argument.OCTET;
import static reprise.transport.amqp.Argument.SHORT;
import static reprise.transport.amqp.Argument.SHORT_STRING;

import java.util.Map;
import reprise.transport.amqp.Argument.As;

/** Class 10 (specification 1.4), with RabbitMQ's blocked, unblocked and update-secret. */
public sealed interface ConnectionMethod extends Method {
    int OPEN = 10 << 16 | 40;
    int CLOSE = 10 << 16 | 50;
    int CLOSE_OK = 10 << 16 | 51;
    int UPDATE_SECRET = 10 << 16 | 70;

    /** {@code mechanisms} and {@code locales} are lists separated by spaces. */
    @Arguments(id = 10 << 16 | 10)
    record Start(@As(OCTET) int major, @As(OCTET) int minor, Map<String, Object> serverProperties,
                 @As(LONG_TEXT) String mechanisms, @As(LONG_TEXT) String locales) implements ConnectionMethod {}

    /** {@code response} holds the password, which only the mechanism may read. */
    @Arguments(id = 10 << 16 | 11)
    record StartOk(Map<String, Object> clientProperties, String mechanism, byte[] response, String locale) implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 20)
    record Secure(byte[] challenge) implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 21)
    record SecureOk(byte[] response) implements ConnectionMethod {}

    /** In each, 0 means no limit or none. */
    @Arguments(id = 10 << 16 | 30)
    record Tune(@As(SHORT) int channelMax, int frameMaxBytes, @As(SHORT) int heartbeatSec) implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 31)
    record TuneOk(@As(SHORT) int channelMax, int frameMaxBytes, @As(SHORT) int heartbeatSec) implements ConnectionMethod {}

    @Arguments(id = OPEN, after = {SHORT_STRING, OCTET})
    record Open(String virtualHost) implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 41, before = SHORT_STRING)
    record OpenOk() implements ConnectionMethod {}

    /** {@code causeId} is the method that failed ({@code classId << 16 | methodId}), or 0. */
    @Arguments(id = CLOSE)
    record Close(@As(SHORT) int replyCode, @As(CUT_STRING) String replyText, int causeId) implements ConnectionMethod {}

    @Arguments(id = CLOSE_OK)
    record CloseOk() implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 60)
    record Blocked(@As(CUT_STRING) String reason) implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 61)
    record Unblocked() implements ConnectionMethod {}

    @Arguments(id = UPDATE_SECRET)
    record UpdateSecret(byte[] secret, String reason) implements ConnectionMethod {}

    @Arguments(id = 10 << 16 | 71)
    record UpdateSecretOk() implements ConnectionMethod {}
}
