package broadcast;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.experiment.ServerTlsOptions;
import reprise.experiment.StandardOutput;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.ListenedAt;

/** One chat server on its own, and its options. It prints its address and runs until Ctrl-C. */
public final class ChatServe {
    @Option(names = "--style", paramLabel = "awaiting|queueing", defaultValue = "queueing",
        description = "How it broadcasts. Default: queueing")
    String style;
    @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
        description = "Address of this host to listen at. Default: 127.0.0.1")
    String address;
    @Option(names = "--port", paramLabel = "N", defaultValue = "8000", description = "0: any that is free. Default: 8000")
    int port;
    @Option(names = "--metrics-port", paramLabel = "N", defaultValue = "0",
        description = "Metrics, beside those at --port; 0: any that is free. Default: 0")
    int metricsPort;

    @Mixin ServerTlsOptions tls = new ServerTlsOptions();

    /** Returns the exit code. */
    public int serve(Interruption interruption) {
        var wrong = new StringBuilder();
        if (!List.of("awaiting", "queueing").contains(style))
            wrong.append("--style is '").append(style).append("'; it must be awaiting or queueing\n");
        if (port < 0 || port > 65_535) wrong.append("--port is ").append(port).append("; it must be 0 to 65535, for example 8000\n");
        if (metricsPort < 0 || metricsPort > 65_535)
            wrong.append("--metrics-port is ").append(metricsPort).append("; it must be 0 to 65535, for example 8002\n");
        tls.check();
        if (!wrong.isEmpty()) throw new Failure.BadInput(wrong.toString().stripTrailing());
        var certificate = tls.certificate(Path.of(""), address);
        try (var site = ChatUnderTest.embedded("server", style, address, port, metricsPort, certificate)) {
            System.out.println(site.url() + "    " + style + "; send {\"action_type\": \"broadcast\", \"body\": \"1\"}");
            System.out.println(site.metrics().orElseThrow() + "    Prometheus; at the first port too, with /healthcheck");
            certificate.ifPresent(ServerTlsOptions::tell);
            ListenedAt.tell(address);
            System.out.println("Process " + site.pid().orElseThrow() + ". examples/chat.html?server=" + site.url()
                + " is a page for it. Ctrl-C ends it.");
            if (StandardOutput.isLost()) return Failure.ENVIRONMENT;
            CompletableFuture.anyOf(interruption.asked(), site.process().orElseThrow().ended()).join();
            if (interruption.isAsked()) return Failure.REPRODUCED;
            throw new Failure.Environment("the server ended by itself; start it again");
        }
    }
}
