package reprise.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import reprise.transport.tls.TlsFailure.Kind;

/** The JDK's checks of a server's certificate (RFC 5280, and RFC 9110, 4.3.4 for the host's name), with their failures in words. */
final class CheckedTrust extends X509ExtendedTrustManager {
    private static final String UNCHECKED = ", or check no certificate (--insecure)";

    /** Carries the failure through what TLS's implementations wrap around it. */
    static final class Untrusted extends CertificateException {
        private static final long serialVersionUID = 1;
        final transient TlsFailure failure;

        private Untrusted(TlsFailure failure, CertificateException cause) {
            super(failure.words(), cause);
            this.failure = failure;
        }
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private final X509ExtendedTrustManager checks;

    CheckedTrust(X509ExtendedTrustManager checks) {
        this.checks = checks;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checked(chain, engine.getPeerHost(), () -> checks.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        var host = ((SSLSocket) socket).getHandshakeSession().getPeerHost();
        checked(chain, host, () -> checks.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a certificate is checked together with its host's name");
    }

    private static void checked(X509Certificate[] chain, String host, Check check) throws Untrusted {
        try {
            chain[0].checkValidity(); // the JDK takes one that is itself trusted without a look at its dates
            check.run();
        } catch (CertificateException e) {
            throw new Untrusted(failure(chain, host, e), e);
        }
    }

    private static TlsFailure failure(X509Certificate[] chain, String host, CertificateException why) {
        var its = "its certificate (" + name(chain[0].getSubjectX500Principal()) + ") ";
        var now = new Date();
        for (var each : chain) {
            var which = each == chain[0] ? its : "an authority of its certificate (" + name(each.getSubjectX500Principal()) + ") ";
            if (now.after(each.getNotAfter())) return new TlsFailure(Kind.EXPIRED, which + "expired on " + day(each.getNotAfter())
                + "; renew it there" + UNCHECKED);
            if (now.before(each.getNotBefore())) return new TlsFailure(Kind.NOT_YET_VALID, which + "is valid from "
                + day(each.getNotBefore()) + " on; look at the clocks of both hosts" + UNCHECKED);
        }
        if (Objects.toString(why.getMessage(), "").matches("No (subject alternative|name matching).*")) {
            var names = names(chain[0]);
            return new TlsFailure(Kind.OTHER_HOST, its + "is for " + (names.isEmpty() ? "no host" : names) + ", not for " + host
                + "; connect by a name that it has, or give the server one for this name" + UNCHECKED);
        }
        if (chain[0].getIssuerX500Principal().equals(chain[0].getSubjectX500Principal())) {
            return new TlsFailure(Kind.SELF_SIGNED, its + "is signed by itself alone, and not trusted here; give it as an authority "
                + "(--cacert)" + UNCHECKED);
        }
        if (isUnknownAuthority(why)) {
            return new TlsFailure(Kind.OTHER_AUTHORITY, its + "is by an authority that is not trusted here ("
                + name(chain[chain.length - 1].getIssuerX500Principal()) + "); give that one's certificate (--cacert)" + UNCHECKED);
        }
        return new TlsFailure(Kind.UNTRUSTED, its + "is not accepted: " + root(why) + "; give the server another" + UNCHECKED);
    }

    private static boolean isUnknownAuthority(Throwable why) {
        return Stream.iterate(why, Objects::nonNull, Throwable::getCause).anyMatch(each ->
            Objects.toString(each.getMessage(), "").contains("unable to find valid certification path"));
    }

    private static String root(Throwable why) {
        return Stream.iterate(why, Objects::nonNull, Throwable::getCause).reduce((_, inner) -> inner).map(Throwable::getMessage).orElse("");
    }

    private static String name(javax.security.auth.x500.X500Principal of) {
        return of.getName().isEmpty() ? "without a name" : of.getName();
    }

    private static String day(Date date) {
        return Instant.ofEpochMilli(date.getTime()).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** The host names and addresses of its subject alternative names. */
    private static String names(X509Certificate of) {
        try {
            var names = of.getSubjectAlternativeNames();
            return names == null ? "" : names.stream().map(each -> List.copyOf(each).get(1)).filter(String.class::isInstance)
                .map(String.class::cast).collect(Collectors.joining(", "));
        } catch (CertificateParsingException _) {
            return "";
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checks.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checks.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checks.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return checks.getAcceptedIssuers();
    }
}
