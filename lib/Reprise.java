//JAVA 25+
//DEPS io.netty:netty-bom:4.2.10.Final@pom
//DEPS io.netty:netty-codec-base
//DEPS io.netty:netty-handler
//DEPS io.netty:netty-transport-classes-epoll
//DEPS io.netty:netty-transport-native-epoll:4.2.10.Final:linux-x86_64
//DEPS io.netty:netty-transport-native-epoll:4.2.10.Final:linux-aarch_64
//DEPS com.fasterxml.jackson.core:jackson-databind:2.21.0
//DEPS org.hdrhistogram:HdrHistogram:2.2.2
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//DEPS com.github.oshi:oshi-core:6.9.2
//DEPS org.slf4j:slf4j-nop:2.0.17
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
//SOURCES reprise/recorder/Clock.java
//SOURCES reprise/recorder/Event.java
//SOURCES reprise/recorder/HistogramLog.java
//SOURCES reprise/recorder/LoopRecorder.java
//SOURCES reprise/recorder/Recorder.java
//SOURCES reprise/recorder/Recording.java
//SOURCES reprise/recorder/Run.java
//SOURCES reprise/recorder/RunFile.java
//SOURCES reprise/recorder/RunRows.java
//SOURCES reprise/recorder/Schema.java
//SOURCES reprise/recorder/Second.java
//SOURCES reprise/recorder/StrictJson.java
//SOURCES reprise/recorder/Usage.java
//SOURCES reprise/simulator/fault/Fault.java
//SOURCES reprise/simulator/fault/FaultSchedule.java
//SOURCES reprise/simulator/load/Attempt.java
//SOURCES reprise/simulator/load/Bodies.java
//SOURCES reprise/simulator/load/BrokerLink.java
//SOURCES reprise/simulator/load/CastClient.java
//SOURCES reprise/simulator/load/CastPlan.java
//SOURCES reprise/simulator/load/CastSchema.java
//SOURCES reprise/simulator/load/CastServer.java
//SOURCES reprise/simulator/load/CastTarget.java
//SOURCES reprise/simulator/load/CastTotals.java
//SOURCES reprise/simulator/load/Caster.java
//SOURCES reprise/simulator/load/ClosedLoop.java
//SOURCES reprise/simulator/load/Notes.java
//SOURCES reprise/simulator/load/Outcome.java
//SOURCES reprise/simulator/load/Party.java
//SOURCES reprise/simulator/load/Receiver.java
//SOURCES reprise/simulator/load/ReconnectPolicy.java
//SOURCES reprise/simulator/oslo/CastReader.java
//SOURCES reprise/simulator/oslo/CastWriter.java
//SOURCES reprise/simulator/oslo/RecentIds.java
//SOURCES reprise/transport/Sockets.java
//SOURCES reprise/transport/amqp/AmqpChannel.java
//SOURCES reprise/transport/amqp/AmqpConnection.java
//SOURCES reprise/transport/amqp/AmqpException.java
//SOURCES reprise/transport/amqp/AmqpFailure.java
//SOURCES reprise/transport/amqp/AmqpSettings.java
//SOURCES reprise/transport/amqp/AmqpUrl.java
//SOURCES reprise/transport/amqp/BasicCodec.java
//SOURCES reprise/transport/amqp/BasicMethod.java
//SOURCES reprise/transport/amqp/ChannelListener.java
//SOURCES reprise/transport/amqp/ChannelMethod.java
//SOURCES reprise/transport/amqp/ConfirmMethod.java
//SOURCES reprise/transport/amqp/ConnectionListener.java
//SOURCES reprise/transport/amqp/ConnectionMethod.java
//SOURCES reprise/transport/amqp/ExchangeMethod.java
//SOURCES reprise/transport/amqp/FieldTable.java
//SOURCES reprise/transport/amqp/Frame.java
//SOURCES reprise/transport/amqp/FrameDecoder.java
//SOURCES reprise/transport/amqp/FrameListener.java
//SOURCES reprise/transport/amqp/Handshake.java
//SOURCES reprise/transport/amqp/Method.java
//SOURCES reprise/transport/amqp/Properties.java
//SOURCES reprise/transport/amqp/QueueMethod.java
//SOURCES reprise/transport/amqp/ReplyCode.java
//SOURCES reprise/transport/amqp/Route.java
//SOURCES reprise/transport/amqp/Wire.java

/**
 * What JBang reads when a script says {@code //SOURCES ../lib/Reprise.java}: the dependencies once, the sources one by
 * one (globs find nothing when a script is run by URL). {@code .ci/sources} rewrites the list, a test compares it.
 */
public final class Reprise {
    private Reprise() {}
}
