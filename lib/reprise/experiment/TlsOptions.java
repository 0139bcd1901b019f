package reprise.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import reprise.sut.Failure;
import reprise.transport.tls.ClientTls;

/**
 * How TLS is spoken to servers that a URL names with https, wss or amqps: a mixin of scripts that take one.
 * {@snippet :
 * @Mixin TlsOptions tls = new TlsOptions();
 * protected void check(List<String> wrong) { tls.check(url.tls().isPresent(), "--url", wrong); }
 * url = url.over(tls.spoken());
 * }
 */
@OptionGroup.In(OptionGroup.SYSTEM)
public final class TlsOptions {
    /** What a report says of a load that checks no certificate. */
    public static final String UNCHECKED =
        "--insecure: no server's certificate was checked, so anybody in between could have answered";

    @Option(names = "--cacert", paramLabel = "FILE",
        description = "With https, wss, amqps: trust the authorities of this PEM file alone. Default: the JDK's")
    Path authorities;
    @Option(names = "--cert", paramLabel = "FILE", description = "With them: show the server this client's certificate, PEM.")
    Path certificate;
    @Option(names = "--key", paramLabel = "FILE", description = "Its key, PEM. Default: in the file of --cert")
    Path key;
    @Option(names = "--insecure", description = "With them: check no certificate; the report says so.")
    boolean insecure;

    private ClientTls spoken;

    /** Tells in a run's parameters how a load speaks TLS, and in its notes that it checks no certificate, if so. */
    public static void tell(ClientTls spoken, Experiment x) {
        x.parameter("tls", spoken.words());
        if (!spoken.isChecked()) x.note(UNCHECKED);
    }

    /** Whether one of them is given. */
    public boolean isGiven() {
        return authorities != null || certificate != null || key != null || insecure;
    }

    /**
     * Adds a sentence to {@code wrong} for what cannot be used, and reads the files.
     *
     * @param isSpoken whether a URL asks for TLS
     * @param urls the option of the URL, or URL
     */
    public void check(boolean isSpoken, String urls, List<String> wrong) {
        if (isGiven() && !isSpoken) {
            wrong.add(given() + " for TLS, and no URL asks for it; give " + urls + " with https, wss or amqps, or leave "
                + (given().contains(" and ") ? "them" : "it") + " out");
            return;
        }
        if (insecure && authorities != null)
            wrong.add("--cacert is given with --insecure, which checks no certificate; leave one of them out");
        if (key != null && certificate == null) wrong.add("--key is given without --cert; give both, or neither");
        if (wrong.isEmpty()) {
            try {
                spoken();
            } catch (IllegalArgumentException e) {
                wrong.add(e.getMessage());
            }
        }
    }

    /** The same, with all of it in one failure. */
    public void check(boolean isSpoken, String urls) {
        var wrong = new ArrayList<String>();
        check(isSpoken, urls, wrong);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    private String given() {
        var names = new ArrayList<String>();
        if (authorities != null) names.add("--cacert");
        if (certificate != null) names.add("--cert");
        if (key != null) names.add("--key");
        if (insecure) names.add("--insecure");
        return String.join(" and ", names) + (names.size() == 1 ? " is" : " are");
    }

    /** @throws IllegalArgumentException with what is wrong with a file */
    public ClientTls spoken() {
        if (spoken == null) spoken = isGiven() ? ClientTls.of(new ClientTls.Settings(Optional.ofNullable(authorities),
            Optional.ofNullable(certificate), Optional.ofNullable(key), insecure)) : ClientTls.USUAL;
        return spoken;
    }
}
