package reprise.transport.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reprise.peers.Certificates;
import reprise.peers.Children;
import reprise.peers.Nginx;
import reprise.transport.Addresses;
import reprise.transport.RequestSocket;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;
import reprise.transport.http.HttpAsk;
import reprise.transport.http.HttpUrl;
import reprise.transport.tls.ClientTls.Settings;

/** Certificates of each kind by openssl, on servers of nginx. */
final class ClientTlsTest {
    @TempDir
    private static Path temp;
    private static Certificates made;
    private static Nginx nginx;
    private static final int[] PORTS = new int[8];
    private static EventLoopGroup loops;

    @BeforeAll
    static void start() throws Exception {
        made = new Certificates(temp);
        made.signed("good", Certificates.LOCAL);
        made.signed("client", "DNS:client");
        made.signed("elsewhere", "DNS:example.org");
        made.signed("old", Certificates.LOCAL, "20200101000000Z", "20200201000000Z");
        made.signed("young", Certificates.LOCAL, "20900101000000Z", "20910101000000Z");
        made.selfSigned("self", "CN=self", "subjectAltName=" + Certificates.LOCAL);
        var servers = new StringBuilder();
        server(servers, 0, "good", "ssl_protocols TLSv1.2 TLSv1.3;");
        server(servers, 1, "old", "");
        server(servers, 2, "young", "");
        server(servers, 3, "self", "");
        server(servers, 4, "elsewhere", "");
        server(servers, 5, "good", "ssl_protocols TLSv1.3; ssl_client_certificate ca.pem; ssl_verify_client optional;");
        server(servers, 6, "good", "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;");
        server(servers, 7, "good", "ssl_protocols TLSv1.2; keepalive_timeout 0;");
        nginx = new Nginx(temp, servers.toString());
        loops = Sockets.loops("tls-test", 1);
    }

    private static void server(StringBuilder servers, int at, String certificate, String more) throws Exception {
        PORTS[at] = Nginx.freePort();
        servers.append("server { listen 127.0.0.1:%d ssl; ssl_certificate %s.pem; ssl_certificate_key %2$s.key; %s "
            .formatted(PORTS[at], certificate, more)).append("location / { return 200 'hello'; } }\n");
    }

    @AfterAll
    static void end() throws Exception {
        if (nginx != null) nginx.close();
        if (loops != null) loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static ClientTls trusting() {
        return ClientTls.trusting(made.authority());
    }

    /** What becomes of a request over an event loop's socket: the reply's first bytes, or why there was none. */
    private static String asked(ClientTls tls, String host, int port) throws Exception {
        var told = new LinkedBlockingQueue<String>();
        var user = new Asker(told);
        user.socket = RequestSocket.overTls(tls, host, Addresses.of("127.0.0.1", port), loops.next(), 20_000, user);
        loops.next().execute(user.socket::open);
        var heard = told.poll(60, TimeUnit.SECONDS);
        loops.next().submit(user.socket::close).sync();
        return heard;
    }

    private static final class Asker implements RequestSocket.User {
        private final LinkedBlockingQueue<String> told;
        private RequestSocket socket;

        private Asker(LinkedBlockingQueue<String> told) {
            this.told = told;
        }

        @Override
        public void opened() {
            assertTrue(socket.handshakeNs() > 0);
            socket.send(Unpooled.copiedBuffer("GET / HTTP/1.0\r\nHost: x\r\n\r\n".getBytes()));
        }

        @Override
        public void notOpened(Throwable why) {
            told.add("not opened: " + SocketTrouble.why(why));
        }

        @Override
        public void read(ByteBuf bytes) {
            told.add(bytes.toString(java.nio.charset.StandardCharsets.US_ASCII).lines().findFirst().orElse(""));
        }

        @Override
        public void closed() {
            told.add("closed");
        }

        @Override
        public void broke(IOException why) {
            told.add("broke: " + SocketTrouble.why(why));
        }

        @Override
        public void failed(Throwable thrown) {
            told.add("failed: " + thrown);
        }
    }

    @Test
    void handshake_withATrustedCertificate_isFullEachTimeAndNamesTheHost() throws Exception {
        var tls = trusting();
        for (int i = 0; i < 3; i++) {
            assertEquals("HTTP/1.1 200 OK", asked(tls, "localhost", PORTS[0]));
            assertEquals("HTTP/1.1 200 OK", asked(tls, "127.0.0.1", PORTS[7]));
        }
        var url = HttpUrl.parse("https://localhost:" + PORTS[0] + "/").over(tls);
        assertEquals("hello", new String(HttpAsk.ask(url, List.of(), new byte[0], 60_000, 60_000, 1 << 20).body()));
        nginx.awaitLogged("TLSv1.3 . localhost x -\n");
        nginx.awaitLogged("TLSv1.2 . - x -\n");
        nginx.awaitLogged("TLSv1.3 . localhost localhost:" + PORTS[0] + " -\n");
        assertFalse(nginx.log().contains(" r "), "a session was resumed: " + nginx.log());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1|its certificate (CN=old) expired on 2020-02-01; renew it there
        2|its certificate (CN=young) is valid from 2090-01-01 on; look at the clocks
        3|its certificate (CN=self) is signed by itself alone, and not trusted here; give it as an authority (--cacert)
        4|its certificate (CN=elsewhere) is for example.org, not for 127.0.0.1; connect by a name that it has
        6|it has no version or cipher suite of TLS in common with this client, which speaks TLSv1.3 and TLSv1.2""")
    void handshake_thatMustFail_isTold_andPassesUncheckedUnlessTheVersionsDiffer(int server, String sentence) throws Exception {
        var heard = asked(trusting(), "127.0.0.1", PORTS[server]);
        assertTrue(heard.startsWith("not opened: " + sentence), heard);
        var url = HttpUrl.parse("https://127.0.0.1:" + PORTS[server] + "/").over(trusting());
        var thrown = assertThrows(IOException.class, () -> HttpAsk.ask(url, List.of(), new byte[0], 60_000, 60_000, 1 << 20));
        assertTrue(thrown.getMessage().startsWith(sentence), thrown.getMessage());
        var unchecked = ClientTls.of(new Settings(Optional.empty(), Optional.empty(), Optional.empty(), true));
        assertEquals(server == 6 ? heard : "HTTP/1.1 200 OK", asked(unchecked, "127.0.0.1", PORTS[server]));
    }

    @Test
    void handshake_withAnotherAuthority_isTold() throws Exception {
        var sentence = "its certificate (CN=good) is by an authority that is not trusted here (CN=Test authority); give that one's "
            + "certificate (--cacert)";
        assertTrue(asked(ClientTls.USUAL, "127.0.0.1", PORTS[0]).startsWith("not opened: " + sentence));
        assertTrue(asked(ClientTls.trusting(made.file("self.pem")), "127.0.0.1", PORTS[0]).startsWith("not opened: " + sentence));
        assertEquals("HTTP/1.1 200 OK", asked(ClientTls.trusting(made.file("self.pem")), "127.0.0.1", PORTS[3]));
        var itself = asked(ClientTls.trusting(made.file("old.pem")), "127.0.0.1", PORTS[1]);
        assertTrue(itself.contains("expired"), itself);
    }

    @Test
    void handshake_withAClientsCertificate_showsIt() throws Exception {
        var both = made.file("both.pem");
        Files.writeString(both, Files.readString(made.file("client.key")) + Files.readString(made.file("client.pem")));
        var shown = ClientTls.of(new Settings(Optional.of(made.authority()), Optional.of(both), Optional.empty(), false));
        assertEquals("HTTP/1.1 200 OK", asked(shown, "localhost", PORTS[5]));
        nginx.awaitLogged("TLSv1.3 . localhost x CN=client");
    }

    /** With TLS 1.3 the server refuses when the client's handshake has ended already. */
    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void handshake_withoutTheCertificateThatIsWanted_isTold(String version) throws Exception {
        int port = Nginx.freePort();
        var server = Children.process("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-cert", "good.pem", "-key", "good.key",
            "-CAfile", "ca.pem", "-Verify", "1", "-verify_return_error", "-www", version).directory(temp.toFile())
            .redirectErrorStream(true).start();
        try {
            var said = server.inputReader();
            for (var line = said.readLine(); line != null && !line.startsWith("ACCEPT"); line = said.readLine()) continue;
            Thread.ofVirtual().start(() -> said.lines().forEach(_ -> { }));
            var heard = asked(trusting(), "127.0.0.1", port);
            assertTrue(heard.matches("(not opened|broke): it .*wants a client's certificate, .*; give one that it trusts \\(--cert, --key"
                + "\\).*"), heard);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void handshake_onAPortWithoutTls_isToldWithWhatItAnswered() throws Exception {
        try (var plain = new ServerSocket()) {
            plain.bind(new InetSocketAddress("127.0.0.1", 0));
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) plain.accept().getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                } catch (IOException closed) {
                    // the test has ended
                }
            });
            var heard = asked(trusting(), "127.0.0.1", plain.getLocalPort());
            assertEquals("not opened: that port does not speak TLS: it answered \"HTTP/1.1 400 Bad Request\"; give its port for TLS, or "
                + "the URL's scheme without the s at its end", heard);
            var url = HttpUrl.parse("https://127.0.0.1:" + plain.getLocalPort() + "/");
            var thrown = assertThrows(IOException.class, () -> HttpAsk.ask(url, List.of(), new byte[0], 60_000, 60_000, 1 << 20));
            assertTrue(thrown.getMessage().startsWith("that port does not speak TLS"), thrown.getMessage());
        }
    }

    /** What a server with another library than OpenSSL answers; OpenSSL's closes. */
    @Test
    void plainHttp_answeredByAnAlert_isTold() throws Exception {
        try (var server = new ServerSocket()) {
            server.bind(new InetSocketAddress("127.0.0.1", 0));
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        try (var client = server.accept()) {
                            client.getInputStream().read();
                            client.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 10});
                        }
                    }
                } catch (IOException closed) {
                    // the test has ended
                }
            });
            var url = HttpUrl.parse("http://127.0.0.1:" + server.getLocalPort() + "/");
            var thrown = assertThrows(IOException.class, () -> HttpAsk.ask(url, List.of(), new byte[0], 60_000, 60_000, 1 << 20));
            assertEquals("no HTTP/1.x reply: that port speaks TLS; write https://", thrown.getMessage());
        }
    }

    @Test
    void files_thatCannotBeUsed_areToldByNameAndRemedy() throws Exception {
        made.openssl(List.of("pkcs8", "-topk8", "-in", "client.key", "-out", "secret.key", "-passout", "pass:x"));
        made.openssl(List.of("ec", "-in", "client.key", "-out", "sec1.key"));
        Files.writeString(made.file("empty.pem"), "nothing\n");
        Files.writeString(made.file("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertWrong("client.pem", "good.key", "the client's key %s/good.key does not fit the client's certificate %1$s/client.pem "
            + "(CN=client); give the key that the certificate was made with");
        assertWrong("none.pem", "client.key", "the client's certificate %s/none.pem: there is no such file; name one that is there");
        assertWrong("client.pem", "client.pem", "the client's key %s/client.pem: it has a certificate and no private key; ");
        assertWrong("client.key", "client.key", "the client's certificate %s/client.key: it has a private key and no certificate; ");
        assertWrong("client.pem", "secret.key", "the client's key %s/secret.key: it has a key as -----BEGIN ENCRYPTED PRIVATE KEY-----, "
            + "and only PKCS #8 without a password is read; write it anew by: openssl pkey -in ");
        assertWrong("client.pem", "sec1.key", "the client's key %s/sec1.key: it has a key as -----BEGIN EC PRIVATE KEY-----");
        assertWrong("empty.pem", "client.key", "the client's certificate %s/empty.pem: it has no PEM in it; ");
        assertWrong("broken.pem", "client.key", "the client's certificate %s/broken.pem: certificate 1 in it cannot be decoded ");
        assertWrong(".", "client.key", "the client's certificate %s/.: that is a folder; name a file");
    }

    private static void assertWrong(String certificate, String key, String sentence) {
        var settings = new Settings(Optional.empty(), Optional.of(made.file(certificate)), Optional.of(made.file(key)), false);
        var told = assertThrows(IllegalArgumentException.class, () -> ClientTls.of(settings)).getMessage();
        assertTrue(told.startsWith(sentence.formatted(temp)), told);
    }
}
