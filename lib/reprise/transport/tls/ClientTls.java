package reprise.transport.tls;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * How a client speaks TLS, 1.3 and 1.2: whom it trusts, and what it shows of itself. It names the host to the server (SNI, RFC 6066) and
 * checks that the certificate is for it. Each handshake is a full one, as of a client that connects for the first time: no session is
 * resumed. Thread-safe; equal to another one of the same settings.
 */
public final class ClientTls {
    /**
     * @param authorities the file of the certificates that are trusted, instead of the JDK's
     * @param certificate the file of the client's certificate and what stands above it
     * @param key the file of its key; absent if it is in the certificate's
     * @param insecure any certificate is accepted, for any host
     */
    public record Settings(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, boolean insecure) {
        public static final Settings USUAL = new Settings(Optional.empty(), Optional.empty(), Optional.empty(), false);

        public Settings {
            if (key.isPresent() && certificate.isEmpty())
                throw new IllegalArgumentException("a client's key is given without its certificate; give both, or neither");
            if (insecure && authorities.isPresent())
                throw new IllegalArgumentException("authorities are given, and no certificate is to be checked; leave one of them out");
        }

        public Settings trusting(Path authority) {
            return new Settings(Optional.of(authority), certificate, key, false);
        }
    }

    /** Trusts whom the JDK trusts, and has no certificate of its own. */
    public static final ClientTls USUAL = of(Settings.USUAL);

    private static final String AUTHORITY = "reprise.tls.authority";

    private record Own(PrivateKey key, List<X509Certificate> chain) {}

    private final Settings settings;
    private final List<X509Certificate> authorities;
    private final Optional<Own> own;
    /** Implementations look for a session to resume by host and port; none is found by a port that no connection had. */
    private final AtomicInteger connections = new AtomicInteger();
    private SslContext context; // made at the first connection, because to load what the JDK trusts takes time
    private SslContext jdk; // likewise

    private ClientTls(Settings settings, List<X509Certificate> authorities, Optional<Own> own) {
        this.settings = settings;
        this.authorities = authorities;
        this.own = own;
    }

    /** Reads the files. @throws IllegalArgumentException with what is wrong with one of them */
    public static ClientTls of(Settings settings) {
        var authorities = settings.authorities.map(file -> new PemFile("the authorities' file", file).certificates()).orElse(List.of());
        var own = settings.certificate.map(file -> {
            var certificates = new PemFile("the client's certificate", file);
            var keys = new PemFile("the client's key", settings.key.orElse(file));
            var mine = new Own(keys.key(), certificates.certificates());
            PemFile.checkPair(mine.key, keys, mine.chain.getFirst(), certificates);
            return mine;
        });
        return new ClientTls(settings, authorities, own);
    }

    /** Trusts this authority alone. */
    public static ClientTls trusting(Path authority) {
        return of(Settings.USUAL.trusting(authority));
    }

    /** The flag by which a JVM of {@link #ofFlags} trusts this authority alone. */
    public static String flag(Path authority) {
        return "-D" + AUTHORITY + "=" + authority.toAbsolutePath();
    }

    /** As this JVM was told to; {@link #USUAL} if it was not. */
    public static ClientTls ofFlags() {
        var file = System.getProperty(AUTHORITY);
        return file == null ? USUAL : trusting(Path.of(file));
    }

    public Settings settings() {
        return settings;
    }

    /** Whether the server's certificate is checked. */
    public boolean isChecked() {
        return !settings.insecure;
    }

    /** By whose TLS it is spoken, and whom it trusts, for the parameters of a run. */
    public String words() {
        return Tls.implementation() + (settings.insecure ? ", no certificate is checked" : settings.authorities
            .map(file -> ", trusts " + file.getFileName()).orElse("")) + settings.certificate
            .map(file -> ", shows " + file.getFileName()).orElse("");
    }

    /**
     * Takes the first place of a new connection's pipeline. What is written before the handshake's end waits for it; its failure is an
     * exception for {@link TlsFailure}, and closes the connection.
     *
     * @param host as the URL names it, IPv6 without brackets
     * @param opened takes how long the handshake took, ns, when it has ended well
     */
    public void first(ChannelPipeline pipeline, String host, int handshakeTimeoutMs, LongConsumer opened) {
        var engine = context().newEngine(pipeline.channel().alloc(), host, connections.incrementAndGet() & Integer.MAX_VALUE);
        engine.setSSLParameters(parameters(engine.getSSLParameters(), host));
        var tls = new SslHandler(engine);
        tls.setHandshakeTimeoutMillis(handshakeTimeoutMs);
        pipeline.addFirst(tls, new TlsEvents(opened));
    }

    /** TLS over a blocking socket, for single requests; the handshake is done. */
    public SSLSocket over(Socket plain, String host, int port) throws IOException {
        var socket = (SSLSocket) jdk().getSocketFactory().createSocket(plain, host, port, true);
        socket.setSSLParameters(parameters(socket.getSSLParameters(), host));
        socket.startHandshake();
        return socket;
    }

    private SSLParameters parameters(SSLParameters parameters, String host) {
        parameters.setProtocols(Tls.PROTOCOLS.toArray(String[]::new));
        parameters.setEndpointIdentificationAlgorithm(settings.insecure ? "" : "HTTPS");
        if (isName(host)) parameters.setServerNames(List.of(new SNIHostName(host)));
        return parameters;
    }

    /** Whether it may be named to a server, which an address may not. */
    private static boolean isName(String host) {
        return !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host) && host.matches("[A-Za-z0-9_.-]*[A-Za-z0-9_-]");
    }

    private synchronized SslContext context() {
        if (context == null) context = build(Tls.chosen(SslContextBuilder.forClient()));
        return context;
    }

    private synchronized javax.net.ssl.SSLContext jdk() {
        if (jdk == null) jdk = build(SslContextBuilder.forClient().sslProvider(SslProvider.JDK));
        return ((JdkSslContext) jdk).context();
    }

    private SslContext build(SslContextBuilder builder) {
        try {
            own.ifPresent(mine -> builder.keyManager(mine.key, mine.chain));
            if (settings.insecure) builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            else builder.trustManager(trust());
            return builder.sessionCacheSize(1).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be prepared: " + e.getMessage(), e);
        }
    }

    private TrustManager trust() throws GeneralSecurityException, IOException {
        KeyStore trusted = null; // the JDK's
        if (!authorities.isEmpty()) {
            trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (int i = 0; i < authorities.size(); i++) trusted.setCertificateEntry("authority " + i, authorities.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return Stream.of(factory.getTrustManagers()).filter(X509ExtendedTrustManager.class::isInstance)
            .map(manager -> new CheckedTrust((X509ExtendedTrustManager) manager)).findFirst().orElseThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientTls tls && tls.settings.equals(settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
