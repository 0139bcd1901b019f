package reprise.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An authority and certificates in a folder, made by openssl: {@code NAME.pem} with {@code NAME.key}; the authority's is {@code ca}. */
public final class Certificates {
    public static final String LOCAL = "DNS:localhost,IP:127.0.0.1";
    private static final List<String> NEW_KEY = List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

    private final Path folder;

    /** Skips the test if openssl is not installed. */
    public Certificates(Path folder) throws Exception {
        this.folder = folder;
        assumeTrue(isInstalled("openssl"), "no openssl here; install openssl");
        selfSigned("ca", "CN=Test authority", "basicConstraints=critical,CA:true");
        Files.writeString(folder.resolve("index"), "");
        Files.writeString(folder.resolve("serial"), "01\n");
        Files.writeString(folder.resolve("ca.cnf"), """
            [ca]
            default_ca=ours
            [ours]
            database=index
            serial=serial
            new_certs_dir=.
            default_md=sha256
            policy=any
            unique_subject=no
            [any]
            commonName=supplied
            """);
    }

    /** Whether a program of this name is on PATH, or where only root looks. */
    public static boolean isInstalled(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public Path authority() {
        return file("ca.pem");
    }

    /** Valid from yesterday for a month. @param names as in openssl's subjectAltName */
    public void signed(String name, String names) throws Exception {
        signed(name, names, "20260101000000Z", "20991231000000Z");
    }

    public void signed(String name, String names, String from, String to) throws Exception {
        Files.writeString(file(name + ".ext"), "subjectAltName=" + names + "\n");
        var request = new ArrayList<>(List.of("req"));
        request.addAll(NEW_KEY);
        request.addAll(List.of("-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name));
        openssl(request);
        openssl(List.of("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", name + ".csr", "-out",
            name + ".pem", "-extfile", name + ".ext", "-startdate", from, "-enddate", to, "-notext"));
    }

    public void selfSigned(String name, String subject, String extension) throws Exception {
        var words = new ArrayList<>(List.of("req", "-x509"));
        words.addAll(NEW_KEY);
        words.addAll(List.of("-keyout", name + ".key", "-out", name + ".pem", "-subj", "/" + subject, "-days", "30", "-addext", extension));
        openssl(words);
    }

    /** Runs openssl in the folder. */
    public void openssl(List<String> words) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("openssl"));
        all.addAll(words);
        var process = Children.process(all).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), String.join(" ", all) + ": " + said);
    }
}
