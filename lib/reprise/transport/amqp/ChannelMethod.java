package reprise.transport.amqp;

import static reprise.transport.amqp.Argument.CUT_STRING;
import static reprise.transport.amqp.Argument.LONG_STRING;
import static reprise.transport.amqp.Argument.SHORT;
import static reprise.transport.amqp.Argument.SHORT_STRING;

import reprise.transport.amqp.Argument.As;

/** Class 20 (specification 1.5). */
public sealed interface ChannelMethod extends Method {
    int OPEN = 20 << 16 | 10;
    int CLOSE = 20 << 16 | 40;
    int CLOSE_OK = 20 << 16 | 41;

    @Arguments(id = OPEN, before = SHORT_STRING)
    record Open() implements ChannelMethod {}

    @Arguments(id = 20 << 16 | 11, before = LONG_STRING)
    record OpenOk() implements ChannelMethod {}

    @Arguments(id = 20 << 16 | 20)
    record Flow(boolean active) implements ChannelMethod {}

    @Arguments(id = 20 << 16 | 21)
    record FlowOk(boolean active) implements ChannelMethod {}

    /** {@code causeId} is the method that failed ({@code classId << 16 | methodId}), or 0. */
    @Arguments(id = CLOSE)
    record Close(@As(SHORT) int replyCode, @As(CUT_STRING) String replyText, int causeId) implements ChannelMethod {}

    @Arguments(id = CLOSE_OK)
    record CloseOk() implements ChannelMethod {}
}
