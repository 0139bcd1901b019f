package reprise.rendezvous;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import reprise.recorder.Clock;
import reprise.transport.Addresses;

/**
 * A connection that carries {@link Signal}s. One thread reads; any may write. A peer that vanishes without a word is noticed within {@link
 * #GONE_SEC}, by TCP's own probes.
 */
final class SignalSocket implements AutoCloseable {
    /** Longer than any hello: names and values of the options. */
    static final int LONGEST_BYTES = 1 << 16;
    static final int GONE_SEC = 11;
    private static final int IDLE_SEC = 5;
    private static final int BETWEEN_SEC = 2;
    private static final int PROBES = 3;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int SHOWN = 40;

    /** What came is no {@link Signal}. */
    static final class Strange extends IOException {
        /** @param words part of a sentence: what came instead */
        private Strange(String words) {
            super(words);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final Clock clock;
    private long readAtNs;

    SignalSocket(Socket socket, Clock clock) throws IOException {
        this.socket = socket;
        this.clock = clock;
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SEC);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, BETWEEN_SEC);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The address of the other end. */
    String peer() {
        return socket.getRemoteSocketAddress() instanceof InetSocketAddress at
            ? Addresses.text(at.getAddress().getHostAddress(), at.getPort()) : "an unknown address";
    }

    /**
     * Blocks until a line has come.
     *
     * @param beginning of the line; another one is strange at its first byte that differs
     * @throws Strange if it is no signal, or the other end closed the connection within it
     * @return empty if the other end has closed the connection
     */
    Optional<Signal> read(String beginning) throws IOException {
        return read(in, beginning, () -> readAtNs = clock.nanos());
    }

    /** @param read called when the line's last byte was read */
    static Optional<Signal> read(InputStream in, String beginning, Runnable read) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 && line.size() == 0) return Optional.empty();
            if (next < 0) throw new Strange(shown(line) + " and closed the connection");
            line.write(next);
            if (line.size() > LONGEST_BYTES) throw new Strange("a line of more than " + LONGEST_BYTES + " bytes");
            if (line.size() > beginning.length() || next == beginning.charAt(line.size() - 1)) continue;
            line.write(in.readNBytes(Math.min(SHOWN, in.available())));
            throw new Strange(shown(line));
        }
        read.run();
        try {
            return Optional.of(Signal.parse(line.toString(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw new Strange(shown(line));
        }
    }

    private static String shown(ByteArrayOutputStream line) {
        var bytes = line.toByteArray();
        if (bytes.length > 0 && bytes[0] == TLS_HANDSHAKE) return "a handshake of TLS";
        var text = new String(bytes, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        var printable = text.replaceAll("[^ -~]", "?");
        return "'" + (printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "…") + "'";
    }

    /** When the last line was read, ns of the clock. */
    long readAtNs() {
        return readAtNs;
    }

    /** @throws IOException if the connection has ended */
    void write(Signal signal) throws IOException {
        var line = (signal.text() + "\n").getBytes(StandardCharsets.ISO_8859_1);
        synchronized (this) {
            socket.getOutputStream().write(line);
        }
    }

    /** The same; that the connection has ended is noticed by who reads. */
    void tell(Signal signal) {
        try {
            write(signal);
        } catch (IOException _) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed nevertheless
        }
    }
}
