package calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reprise.sut.ChatUnderTest;
import reprise.sut.TesteeProcess;
import reprise.transport.Sockets;

/**
 * The upper limit for a fan-out on this host: {@link BareFanOutMain} writes frames to many sockets, and this process only reads and
 * counts their bytes. A closed loop: the first connection requests the next frame whenever it has received one, so that the
 * window's number of frames is always in flight. For one thread; each connection is confined to its event loop.
 */
final class FanOutLimit implements AutoCloseable {
    private static final int WAIT_SEC = 60;
    private final TesteeProcess process;
    private final int port;
    private final int frameBytes;

    private FanOutLimit(TesteeProcess process, int port, int frameBytes) {
        this.process = process;
        this.port = port;
        this.frameBytes = frameBytes;
    }

    static FanOutLimit start(int frameBytes) throws IOException {
        var process = TesteeProcess.start("fan-out limit", BareFanOutMain.class, ChatUnderTest.JVM, List.of(String.valueOf(frameBytes)));
        return new FanOutLimit(process, new ObjectMapper().readTree(process.firstLine()).path("port").intValue(), frameBytes);
    }

    int port() {
        return port;
    }

    /** The result: each requested frame, at each listener. */
    record Read(long frames, long deliveries, double perSec) {}

    /** Measures for {@code time} with {@code window} frames in flight, to this many listeners on this many event loops. */
    Read read(int listeners, int window, int loops, Duration time) throws IOException {
        var group = Sockets.loops("fan-out-reader", loops);
        try {
            var round = new Round(listeners, window, time.toNanos());
            connect(group, round);
            if (!awaited(round.greeted))
                throw new IOException("fan-out limit: " + round.greeted.getCount() + " of " + listeners + " connections were not greeted");
            var asking = round.readers.getFirst();
            asking.channel.eventLoop().execute(asking::begin);
            if (!round.stopped.await(time.toSeconds() + WAIT_SEC, TimeUnit.SECONDS))
                throw new IOException("fan-out limit: the asking connection got no more frames");
            for (var reader : round.readers) reader.channel.eventLoop().execute(reader::checkComplete);
            if (!awaited(round.complete))
                throw new IOException("fan-out limit: " + round.complete.getCount() + " of " + listeners
                    + " connections did not get all frames");
            double tookSec = (System.nanoTime() - round.beganNs) / 1e9;
            long frames = round.lastBytes / frameBytes;
            return new Read(frames, frames * listeners, frames * listeners / tookSec);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("fan-out limit: interrupted", e);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static boolean awaited(CountDownLatch latch) throws InterruptedException {
        return latch.await(WAIT_SEC, TimeUnit.SECONDS);
    }

    private void connect(EventLoopGroup group, Round round) throws IOException {
        for (int i = 0; i < round.listeners; i++) {
            var reader = new Reader(round);
            var dialed = new Bootstrap().group(group).channel(Sockets.client()).option(ChannelOption.TCP_NODELAY, true)
                .handler(reader).connect(InetAddress.getLoopbackAddress(), port).awaitUninterruptibly();
            if (!dialed.isSuccess())
                throw new IOException("fan-out limit: connection " + i + ": " + dialed.cause().getMessage(), dialed.cause());
            round.readers.add(reader);
        }
    }

    /** One measurement. */
    private static final class Round {
        final int listeners;
        final int window;
        final long durationNs;
        final List<Reader> readers = new ArrayList<>();
        final CountDownLatch greeted;
        final CountDownLatch stopped = new CountDownLatch(1);
        final CountDownLatch complete;
        volatile long beganNs;
        volatile long lastBytes = -1; // what each must receive in total, once known

        Round(int listeners, int window, long durationNs) {
            this.listeners = listeners;
            this.window = window;
            this.durationNs = durationNs;
            greeted = new CountDownLatch(listeners);
            complete = new CountDownLatch(listeners);
        }
    }

    /** A connection; it counts everything it receives except the greeting. */
    private final class Reader extends SimpleChannelInboundHandler<ByteBuf> {
        private final Round round;
        private Channel channel;
        private boolean greeted;
        private boolean complete;
        private long bytes;
        private long asked; // 0 for those that do not ask

        Reader(Round round) {
            this.round = round;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = context.channel();
        }

        void begin() {
            round.beganNs = System.nanoTime();
            ask(round.window);
        }

        /** HOT: once per read of the socket. */
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf read) {
            bytes += read.readableBytes();
            if (!greeted) {
                greeted = true;
                bytes--;
                round.greeted.countDown();
            }
            if (asked > 0 && round.lastBytes < 0) askNext();
            if (round.lastBytes >= 0) checkComplete();
        }

        private void askNext() {
            // what is asked for after the window shows that the loop closes, however slow the host is
            if (asked == round.window || System.nanoTime() - round.beganNs < round.durationNs) {
                long due = bytes / frameBytes + round.window - asked;
                if (due > 0) ask((int) due);
            } else {
                round.lastBytes = asked * frameBytes;
                round.stopped.countDown();
            }
        }

        private void ask(int frames) {
            asked += frames;
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[frames]), channel.voidPromise());
        }

        void checkComplete() {
            if (complete || bytes != round.lastBytes) return;
            complete = true;
            round.complete.countDown();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
