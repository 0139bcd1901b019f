package reprise.transport.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;

/** Chooses the implementation of TLS once: BoringSSL where its library can be loaded, the JDK's elsewhere. */
public final class Tls {
    /** RFC 8446 and 5246; older ones are forbidden by RFC 8996. */
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private Tls() {}

    /** Its name and version, for the run file's environment. */
    public static String implementation() {
        return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK " + Runtime.version();
    }

    static SslContextBuilder chosen(SslContextBuilder builder) {
        return builder.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK).protocols(PROTOCOLS);
    }
}
