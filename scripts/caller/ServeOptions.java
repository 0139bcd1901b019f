package caller;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.experiment.ServerTlsOptions;
import reprise.experiment.StandardOutput;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.ListenedAt;
import reprise.sut.RouterUnderTest;
import reprise.testee.router.RouterMain;
import reprise.transport.Addresses;

/** The router and its callees on their own, for wrk, curl, {@code load} and other hosts. It prints its address and runs until Ctrl-C. */
public final class ServeOptions {
    private static final List<String> NAMES = List.of("add2", "sub2", "mul2", "div2");
    private static final int MOST_SHARED = 64;

    @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
        description = "Address of this host to listen at. Default: 127.0.0.1") String address;
    @Option(names = "--port", paramLabel = "N", defaultValue = "8080",
        description = "HTTP and WebSocket; 0: any that is free. Default: 8080") int port;
    @Option(names = "--rawsocket", paramLabel = "N", defaultValue = "0",
        description = "Rawsocket over TCP; 0: any that is free. Default: 0") int rawSocketPort;
    @Option(names = "--shared", paramLabel = "N", defaultValue = "0",
        description = "N callees share add2, round robin, instead of the one in the router.") int shared;
    @Option(names = "--without", paramLabel = "NAME,...", hideParamSyntax = true, split = ",",
        description = "Leave callees out, for example sub2, as when the document was measured.") List<String> without = List.of();

    @Mixin ServerTlsOptions tls = new ServerTlsOptions();

    public int serve(Interruption interruption) throws IOException {
        check();
        var certificate = tls.certificate(Path.of(""), address);
        try (var router = RouterUnderTest.start(address, port, rawSocketPort, System.nanoTime(), shared, certificate)) {
            router.attachAll(shared > 0, without);
            var url = router.url();
            System.out.println(url.withTarget("/call") + "    POST {\"procedure\": \"com.example.add2\", \"args\": [2, 3]}");
            System.out.println((certificate.isPresent() ? "wss://" : "ws://") + url.authority()
                + "/ws      wamp.2.json, wamp.2.msgpack, realm " + RouterMain.REALM);
            System.out.println("rs://" + Addresses.text(url.host(), router.rawSocketPort()) + "         rawsocket, JSON, MessagePack");
            certificate.ifPresent(ServerTlsOptions::tell);
            ListenedAt.tell(address);
            System.out.println("Procedures com.example.: " + procedures() + ". Ctrl-C ends them.");
            if (StandardOutput.isLost()) return Failure.ENVIRONMENT;
            CompletableFuture.anyOf(interruption.asked(), router.lost()).join();
            if (interruption.isAsked()) return Failure.REPRODUCED;
            throw new Failure.Environment("the router or a callee ended by itself; start it again");
        }
    }

    private String procedures() {
        var all = NAMES.stream().filter(name -> !without.contains(name))
            .map(name -> name.equals("add2") && shared > 0 ? "add2 (" + shared + " callees share it)" : name);
        return all.reduce((a, b) -> a + ", " + b).orElse("none");
    }

    private void check() {
        var wrong = new StringBuilder();
        if (port < 0 || port > 65_535) wrong.append("--port is ").append(port).append("; it must be 0 to 65535, for example 8080\n");
        if (rawSocketPort < 0 || rawSocketPort > 65_535)
            wrong.append("--rawsocket is ").append(rawSocketPort).append("; it must be 0 to 65535\n");
        if (shared < 0 || shared > MOST_SHARED)
            wrong.append("--shared is ").append(shared).append("; it must be 0 to ").append(MOST_SHARED).append(", for example 4\n");
        for (var name : without) {
            if (!NAMES.contains(name))
                wrong.append("--without is '").append(name).append("'; it must be one of ").append(String.join(", ", NAMES)).append('\n');
        }
        tls.check();
        if (!wrong.isEmpty()) throw new Failure.BadInput(wrong.toString().stripTrailing());
    }
}
