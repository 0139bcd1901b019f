package reprise.sut;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import reprise.transport.Addresses;
import reprise.transport.tls.ClientTls;
import reprise.transport.tls.ServerTls;

/**
 * With what certificate a run's own servers speak TLS, and how its loads speak to them.
 *
 * @param certificate a PEM file of the server's and what stands above it
 * @param key a PEM file
 * @param client trusts the authority that was made, or the user's certificate
 */
public record ServerCertificate(Path certificate, Path key, ClientTls client) {
    private static final String FOLDER = "tls";
    private static final String STORE = "store.p12";
    private static final String PASSWORD = "reprise"; // of a store that is deleted at once
    private static final String VALID_DAYS = "7";
    private static final int LINE = 64; // RFC 7468, 2

    /** A user's own. @throws IllegalArgumentException with what is wrong with a file */
    public static ServerCertificate of(Path certificate, Path key) {
        ServerTls.of(certificate, key);
        return new ServerCertificate(certificate, key, ClientTls.trusting(certificate));
    }

    /**
     * Makes an authority and a certificate of it by the JDK's keytool, and writes {@code ca.pem}, {@code server.pem} and {@code
     * server-key.pem} into {@code tls} in this folder. The key is deleted when this JVM ends.
     *
     * @param addresses at which the server listens; the certificate is for them, for this host's name, and for loopback
     */
    public static ServerCertificate made(Path folder, String... addresses) {
        var into = folder.resolve(FOLDER);
        var authority = into.resolve("ca.pem");
        var certificate = into.resolve("server.pem");
        var key = into.resolve("server-key.pem");
        try {
            Files.createDirectories(into);
            Files.deleteIfExists(into.resolve(STORE));
            keytool(into, "ca", "CN=Reprise authority of a run", "bc:critical=ca:true", "ku:critical=keyCertSign,cRLSign");
            keytool(into, "server", "CN=Reprise server", "san=" + names(addresses), "eku=serverAuth", "-signer", "ca");
            var store = KeyStore.getInstance(into.resolve(STORE).toFile(), PASSWORD.toCharArray());
            write(authority, pem("CERTIFICATE", store.getCertificate("ca").getEncoded()));
            write(certificate, pem("CERTIFICATE", store.getCertificate("server").getEncoded())
                + pem("CERTIFICATE", store.getCertificate("ca").getEncoded()));
            write(key, pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded()));
            key.toFile().deleteOnExit();
            Files.delete(into.resolve(STORE));
        } catch (IOException | GeneralSecurityException e) {
            throw new Failure.Environment("--tls: no certificate can be made in " + into + ": " + e.getMessage()
                + "; give one with --tls-cert and --tls-key", e);
        }
        return new ServerCertificate(certificate, key, ClientTls.trusting(authority));
    }

    /** The flags by which a testee's JVM has it. */
    List<String> flags() {
        var trusted = client.settings().authorities().orElseThrow();
        return Stream.concat(ServerTls.flags(certificate, key).stream(), Stream.of(ClientTls.flag(trusted))).toList();
    }

    /** @param more extensions, then further arguments */
    private static void keytool(Path folder, String alias, String subject, String... more) throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var words = new ArrayList<>(List.of(keytool, "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", alias, "-dname", subject,
            "-keyalg", "EC", "-groupname", "secp256r1", "-validity", VALID_DAYS, "-startdate", "-1d",
            "-storetype", "PKCS12", "-keystore", STORE, "-storepass", PASSWORD));
        for (var each : more) {
            if (each.indexOf('=') > 0) words.add("-ext");
            words.add(each);
        }
        var process = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) throw new IOException("keytool: " + said);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String names(String... addresses) throws IOException {
        var names = new LinkedHashSet<>(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
        var name = InetAddress.getLocalHost().getHostName();
        for (var address : addresses) {
            var host = Addresses.isEvery(address) ? name : Addresses.unbracketed(address);
            for (var each : InetAddress.getAllByName(host)) names.add("ip:" + each.getHostAddress());
        }
        if (name.matches("[A-Za-z][A-Za-z0-9.-]*")) names.add("dns:" + name);
        return String.join(",", names);
    }

    private static String pem(String label, byte[] bytes) {
        var lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix"))
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}
