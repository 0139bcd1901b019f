package reprise.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;

/** A peer's socket without a network: it reads what it is given at once, keeps what is written, and knows of each buffer that is kept. */
public final class PlayedSocket extends EmbeddedChannel implements DuplexChannel {
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean outputShut;

    /** @param handlers of its pipeline, in order */
    public PlayedSocket(ChannelHandler... handlers) {
        super(false, false, handlers);
        config().setAllocator(buffers);
        try {
            register();
        } catch (Exception e) {
            throw new IllegalStateException("the played socket cannot be registered", e);
        }
    }

    /** Reads these bytes, unless it is closed or was told to read no more; an exception that no handler caught is thrown. */
    public PlayedSocket read(byte[] bytes) {
        if (!isOpen() || !config().isAutoRead()) return this;
        try {
            writeInbound(buffers.buffer(Math.max(1, bytes.length)).writeBytes(bytes));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (!(e instanceof ClosedChannelException)) throw new IllegalStateException(e);
        }
        return this;
    }

    /** What was written until now. */
    public byte[] written() {
        runPendingTasks();
        for (Object out = readOutbound(); out != null; out = readOutbound()) {
            try {
                if (out instanceof ByteBuf bytes) bytes.getBytes(bytes.readerIndex(), written, bytes.readableBytes());
                else throw new AssertionError("no bytes were written, but " + out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                ReferenceCountUtil.release(out);
            }
        }
        return written.toByteArray();
    }

    /** The peer closes it. Returns what was written; throws if a buffer is kept. */
    public byte[] end() {
        written();
        close();
        checkException();
        written();
        for (Object in = readInbound(); in != null; in = readInbound()) {
            var untaken = new AssertionError("nobody took " + in);
            ReferenceCountUtil.release(in);
            throw untaken;
        }
        long kept = buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
        Decoding.require(kept == 0, kept + " bytes of the socket's buffers were not released");
        return written.toByteArray();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return isActive() ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 1) : null;
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdownOutput() {
        outputShut = true;
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdownOutput();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return shutdownOutput(promise);
    }
}
