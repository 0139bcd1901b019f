package reprise.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import reprise.sut.Failure;
import reprise.sut.ServerCertificate;

/** Whether our own servers speak TLS, and with what certificate: a mixin of scripts that start some. */
@OptionGroup.In(OptionGroup.SYSTEM)
public final class ServerTlsOptions {
    @Option(names = "--tls", description = "Our own servers speak TLS, with a certificate made for the run.")
    boolean tls;
    @Option(names = "--tls-cert", paramLabel = "FILE", description = "The same, with this certificate and what stands above it, PEM.")
    Path certificate;
    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key, PEM.")
    Path key;

    /** Whether they speak it. */
    public boolean isGiven() {
        return tls || certificate != null || key != null;
    }

    /** Adds a sentence to {@code wrong} for what cannot be used. */
    public void check(List<String> wrong) {
        if (certificate == null != (key == null)) {
            wrong.add((key == null ? "--tls-cert is given without --tls-key" : "--tls-key is given without --tls-cert")
                + "; give both, or --tls alone for a certificate made for the run");
        } else if (certificate != null) {
            try {
                ServerCertificate.of(certificate, key);
            } catch (IllegalArgumentException e) {
                wrong.add(e.getMessage());
            }
        }
    }

    /** The same, with all of it in one failure. */
    public void check() {
        var wrong = new ArrayList<String>();
        check(wrong);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    /** Says what a server that is on its own speaks TLS with. */
    public static void tell(ServerCertificate certificate) {
        System.out.println("TLS; clients trust " + certificate.client().settings().authorities().orElseThrow()
            + ", for example with --cacert");
    }

    /** @param folder the run's, for what is made @param addresses at which they listen, beside loopback */
    public Optional<ServerCertificate> certificate(Path folder, String... addresses) {
        if (!isGiven()) return Optional.empty();
        return Optional.of(certificate != null ? ServerCertificate.of(certificate, key) : ServerCertificate.made(folder, addresses));
    }
}
