package reprise.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why TLS could not be spoken, or broke.
 *
 * @param words part of a sentence: the reason without the place, and the remedy
 */
public record TlsFailure(Kind kind, String words) {
    public enum Kind {
        /** The server's certificate; likewise the four below. */ EXPIRED,
        NOT_YET_VALID,
        SELF_SIGNED,
        /** Not trusted here. */ OTHER_AUTHORITY,
        OTHER_HOST,
        /** The certificate is not accepted for another reason. */ UNTRUSTED,
        /** The peer answered with something else. */ NOT_TLS,
        /** The server wants a client certificate, and none was given, or does not accept the one that was. */ CERTIFICATE_WANTED,
        /** No version or cipher suite in common. */ NOTHING_IN_COMMON,
        /** The other side gave up for a reason of its own. */ REFUSED,
        /** No end to the handshake in time. */ TIMED_OUT,
        /** The connection was closed within the handshake, or what came could not be decrypted. */ BROKEN;

        /** Whether another attempt with the same settings may succeed. */
        public boolean mayPass() {
            return this == TIMED_OUT || this == BROKEN;
        }
    }

    private static final int ALERT = 21; // RFC 8446, 5.1: the record's type, and the version that each record says
    private static final int VERSION = 3;

    /** Absent if it is no failure of TLS. */
    public static Optional<TlsFailure> of(Throwable thrown) {
        var chain = Stream.iterate(thrown, Objects::nonNull, each -> each.getCause() == each ? null : each.getCause()).toList();
        for (var each : chain.reversed()) if (each instanceof CheckedTrust.Untrusted untrusted) return Optional.of(untrusted.failure);
        return chain.stream().filter(SSLException.class::isInstance).findFirst().map(each -> of((SSLException) each));
    }

    private static TlsFailure of(SSLException thrown) {
        return switch (thrown) {
            case NotSslRecordException other -> notTls(Objects.toString(other.getMessage(), ""));
            case SslHandshakeTimeoutException _ -> new TlsFailure(Kind.TIMED_OUT,
                "no end to the TLS handshake in time; does that port speak TLS, and is its server alive?");
            default -> ofText(Objects.toString(thrown.getMessage(), ""));
        };
    }

    /** The alerts' names as the JDK and BoringSSL write them (RFC 8446, 6.2). */
    private static TlsFailure ofText(String text) {
        var plain = text.toLowerCase(Locale.ROOT).replace('_', ' ');
        if (plain.contains("unsupported or unrecognized ssl message") || plain.contains("wrong version number")
            || plain.contains("not an ssl/tls record")) return notTls("");
        if (has(plain, "certificate required", "bad certificate", "certificate unknown", "unknown ca", "certificate expired",
            "unsupported certificate", "certificate revoked", "access denied")) {
            return new TlsFailure(Kind.CERTIFICATE_WANTED, "it wants a client's certificate, and took none of this client's ("
                + shown(text) + "); give one that it trusts (--cert, --key)");
        }
        if (has(plain, "protocol version", "unsupported protocol", "no appropriate protocol", "no cipher", "no shared",
            "insufficient security", "not accepted by client preferences")) {
            return new TlsFailure(Kind.NOTHING_IN_COMMON, "it has no version or cipher suite of TLS in common with this client, which "
                + "speaks " + String.join(" and ", Tls.PROTOCOLS) + " (" + shown(text) + "); allow one of them there");
        }
        if (plain.contains("handshake failure")) { // OpenSSL says so of a missing certificate in TLS 1.2, too
            return new TlsFailure(Kind.NOTHING_IN_COMMON, "it refused the handshake (" + shown(text) + "): it wants a client's "
                + "certificate, or has no cipher suite in common; give one that it trusts (--cert, --key), or look at what it allows");
        }
        if (plain.contains("unrecognized name")) {
            return new TlsFailure(Kind.OTHER_HOST, "it serves no host of that name (" + shown(text)
                + "); connect by a name that it has");
        }
        if (has(plain, "closed", "reset", "terminated")) {
            return new TlsFailure(Kind.BROKEN, "closed within the TLS handshake; does that port speak TLS, and is its server alive?");
        }
        return new TlsFailure(has(plain, "alert") ? Kind.REFUSED : Kind.BROKEN, "TLS failed: " + shown(text)
            + "; the server's log may say why");
    }

    private static boolean has(String text, String... signs) {
        return Stream.of(signs).anyMatch(text::contains);
    }

    /** Without BoringSSL's numbers and the names of its functions. */
    private static String shown(String text) {
        var last = text.strip().replaceFirst("^error:[0-9a-fA-F]+:", "").replaceFirst("^SSL routines:[^:]*:", "");
        return last.isEmpty() ? "no reason was given" : last;
    }

    /** @param message Netty's, which ends with the first bytes in hexadecimal digits */
    private static TlsFailure notTls(String message) {
        var hex = message.replaceFirst("(?s)^.*: ", "");
        var began = hex.matches("([0-9a-f]{2}){2,}") ? text(HexFormat.of().parseHex(hex)) : "";
        return new TlsFailure(Kind.NOT_TLS, "that port does not speak TLS" + (began.isEmpty() ? "" : ": it answered \"" + began + "\"")
            + "; give its port for TLS, or the URL's scheme without the s at its end");
    }

    /** The beginning of the first line. */
    private static String text(byte[] bytes) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, 40) && bytes[i] >= ' ' && bytes[i] < 127; i++) shown.append((char) bytes[i]);
        return shown.toString();
    }

    /** How many bytes tell an alert. */
    public static final int ALERT_BYTES = 2;

    /** Whether these are a server's first bytes on a port that speaks TLS, to a client that does not: an alert. */
    public static boolean isAlert(ByteBuf in) {
        return in.readableBytes() >= ALERT_BYTES && in.getByte(in.readerIndex()) == ALERT && in.getByte(in.readerIndex() + 1) == VERSION;
    }

    public static boolean isAlert(byte[] bytes, int from, int length) {
        return length >= ALERT_BYTES && bytes[from] == ALERT && bytes[from + 1] == VERSION;
    }

    /** What to say then. @param scheme of URLs for that port */
    public static String wanted(String scheme) {
        return "that port speaks TLS; write " + scheme + "://";
    }

    /** What to say where a plain request was refused as one at such a port is. @param scheme of URLs for that port */
    public static String perhapsWanted(String scheme) {
        return "if that port speaks TLS, write " + scheme + "://";
    }
}
