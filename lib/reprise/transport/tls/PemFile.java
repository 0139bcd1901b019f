package reprise.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of certificates or a private key in PEM (RFC 7468). Its errors are IllegalArgumentExceptions that name the file, what is wrong
 * with it, and the remedy.
 *
 * @param what the file is, as an error calls it
 */
record PemFile(String what, Path path) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String PKCS8 = "PRIVATE KEY";
    /** Of private keys, with a signature's by such a key: RFC 8446, 4.2.3. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final int PROBE_BYTES = 32;

    /** One part of the file: its label, and what it encodes. */
    private record Block(String label, byte[] bytes) {}

    /** In the file's order; at least one. */
    List<X509Certificate> certificates() {
        var certificates = new ArrayList<X509Certificate>();
        var blocks = blocks();
        for (var block : blocks) {
            if (!block.label.endsWith("CERTIFICATE")) continue; // also X509 CERTIFICATE, as old tools write it
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes)));
            } catch (CertificateException e) {
                throw wrong("certificate " + (certificates.size() + 1) + " in it cannot be decoded (" + e.getMessage()
                    + "); look at it with: openssl x509 -in " + path + " -noout -text", e);
            }
        }
        if (!certificates.isEmpty()) return certificates;
        throw wrong("it has " + (blocks.isEmpty() ? "no PEM in it" : "a " + blocks.getFirst().label.toLowerCase(Locale.ROOT)
            + " and no certificate") + "; give one with -----BEGIN CERTIFICATE-----, which openssl x509 -in " + path
            + " -inform DER makes of DER", null);
    }

    /** The first private key. */
    PrivateKey key() {
        var blocks = blocks();
        for (var block : blocks) if (block.label.equals(PKCS8)) return decoded(block.bytes);
        var other = blocks.stream().map(Block::label).filter(label -> label.endsWith(PKCS8)).findFirst();
        throw wrong(other.map(label -> "it has a key as -----BEGIN " + label + "-----, and only PKCS #8 without a password is read; "
            + "write it anew by: openssl pkey -in " + path + " -out NEW").orElseGet(() -> "it has " + (blocks.isEmpty() ? "no PEM in it"
            : "a " + blocks.getFirst().label.toLowerCase(Locale.ROOT) + " and no private key")
            + "; give the one with -----BEGIN PRIVATE KEY-----"), null);
    }

    private PrivateKey decoded(byte[] bytes) {
        var encoded = new PKCS8EncodedKeySpec(bytes);
        for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException _) {
                // of another algorithm
            }
        }
        throw wrong("its key is neither RSA, EC nor Ed25519, or broken; look at it with: openssl pkey -in " + path + " -noout -text", null);
    }

    /** @throws IllegalArgumentException if what the key signs, the certificate does not verify */
    static void checkPair(PrivateKey key, PemFile keyFile, X509Certificate certificate, PemFile certificateFile) {
        boolean fits;
        try {
            var probe = new byte[PROBE_BYTES];
            new SecureRandom().nextBytes(probe);
            var signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            fits = signature.verify(signed);
        } catch (GeneralSecurityException _) { // a key of another kind or length
            fits = false;
        }
        if (fits) return;
        throw new IllegalArgumentException(keyFile.what + " " + keyFile.path + " does not fit " + certificateFile.what + " "
            + certificateFile.path + " (" + certificate.getSubjectX500Principal() + "); give the key that the certificate was made with");
    }

    private List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(text());
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body(matcher.group(2)))));
            } catch (IllegalArgumentException e) {
                throw wrong("what follows -----BEGIN " + matcher.group(1) + "----- is no base64 (" + e.getMessage()
                    + "); copy it again", e);
            }
        }
        return blocks;
    }

    /** Without the headers of an old encrypted key, which end with an empty line. */
    private static String body(String between) {
        return between.replaceFirst("(?s)^\\s*[\\w-]+:.*?\\r?\\n\\r?\\n", "");
    }

    private String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw wrong("there is no such file; name one that is there", e);
        } catch (AccessDeniedException e) {
            throw wrong("this user may not read it; allow it, or give another", e);
        } catch (IOException e) {
            throw wrong(Files.isDirectory(path) ? "that is a folder; name a file" : "it cannot be read: " + e.getMessage(), e);
        }
    }

    private IllegalArgumentException wrong(String why, Exception cause) {
        return new IllegalArgumentException(what + " " + path + ": " + why, cause);
    }
}
