package reprise.transport.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** How a server speaks TLS, 1.3 and 1.2, with one certificate for every host's name. Thread-safe. */
public final class ServerTls {
    /** What the last of its handlers is called in a pipeline. */
    private static final String LAST = "tls";
    private static final String CERTIFICATE = "reprise.tls.certificate";
    private static final String KEY = "reprise.tls.key";

    private final SslContext context;

    private ServerTls(SslContext context) {
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @param certificate the server's and what stands above it
     * @throws IllegalArgumentException with what is wrong with one of them
     */
    public static ServerTls of(Path certificate, Path key) {
        var certificates = new PemFile("the server's certificate", certificate);
        var keys = new PemFile("the server's key", key);
        var chain = certificates.certificates();
        var privateKey = keys.key();
        PemFile.checkPair(privateKey, keys, chain.getFirst(), certificates);
        try {
            return new ServerTls(Tls.chosen(SslContextBuilder.forServer(privateKey, chain)).build());
        } catch (SSLException e) {
            throw new IllegalArgumentException("TLS cannot be prepared with " + certificate + ": " + e.getMessage(), e);
        }
    }

    /** The flags by which a JVM of {@link #ofFlags} has it. */
    public static List<String> flags(Path certificate, Path key) {
        return List.of("-D" + CERTIFICATE + "=" + certificate.toAbsolutePath(), "-D" + KEY + "=" + key.toAbsolutePath());
    }

    /** As this JVM was told to speak it; empty if it was not. */
    public static Optional<ServerTls> ofFlags() {
        return Optional.ofNullable(System.getProperty(CERTIFICATE)).map(file -> of(Path.of(file), Path.of(System.getProperty(KEY))));
    }

    /** Takes the first place of a new connection's pipeline; its failure is an IOException there. */
    public void first(ChannelPipeline pipeline) {
        pipeline.addFirst(LAST, new TlsEvents(_ -> { }));
        pipeline.addFirst(context.newHandler(pipeline.channel().alloc()));
    }

    /** Adds a handler before all others, but for those of TLS. */
    public static void addBehind(ChannelPipeline pipeline, ChannelHandler handler) {
        if (pipeline.get(LAST) == null) pipeline.addFirst(handler);
        else pipeline.addAfter(LAST, null, handler);
    }

    /** Passes to those handlers what was read and decrypted already. */
    public static void readBehind(ChannelPipeline pipeline, Object read) {
        var last = pipeline.context(LAST);
        if (last == null) pipeline.fireChannelRead(read);
        else last.fireChannelRead(read);
    }

    /** Ends what is sent over a connection; with TLS it is said there to the client, which then closes. */
    public static void endOutput(DuplexChannel socket) {
        var tls = socket.pipeline().get(SslHandler.class);
        if (tls == null) socket.shutdownOutput();
        else tls.closeOutbound();
    }
}
