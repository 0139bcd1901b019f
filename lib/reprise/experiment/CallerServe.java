package reprise.experiment;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.ListenedAt;
import reprise.sut.RouterUnderTest;
import reprise.testee.router.RouterMain;
import reprise.transport.Addresses;

/** The router and its callees on their own, for wrk, curl, {@code load} and other hosts: prints where it is, stays until Ctrl-C. */
public final class CallerServe {
    private static final List<String> NAMES = List.of("add2", "sub2", "mul2", "div2");
    private static final int MOST_SHARED = 64;

    private CallerServe() {}

    /** @param shared how many callees share add2; 0 for one in the router */
    public static int serve(String address, int port, int rawSocketPort, int shared, List<String> without, Interruption interruption)
        throws IOException {
        check(port, rawSocketPort, shared, without);
        try (var stand = RouterUnderTest.start(address, port, rawSocketPort, System.nanoTime(), shared)) {
            stand.attachAll(shared > 0, without);
            var url = stand.url();
            System.out.println("http://" + url.authority() + "/call    POST {\"procedure\": \"com.example.add2\", \"args\": [2, 3]}");
            System.out.println("ws://" + url.authority() + "/ws      wamp.2.json, wamp.2.msgpack, realm " + RouterMain.REALM);
            System.out.println("rs://" + Addresses.text(url.host(), stand.rawSocketPort()) + "         rawsocket, JSON, MessagePack");
            ListenedAt.tell(address);
            System.out.println("Procedures com.example.: " + procedures(shared, without) + ". Ctrl-C ends them.");
            if (StandardOutput.isLost()) return Failure.ENVIRONMENT;
            CompletableFuture.anyOf(interruption.asked(), stand.lost()).join();
            if (interruption.isAsked()) return Failure.REPRODUCED;
            throw new Failure.Environment("the router or a callee ended by itself; start it again");
        }
    }

    private static String procedures(int shared, List<String> without) {
        var all =
            NAMES.stream().filter(name -> !without.contains(name))
            .map(name -> name.equals("add2") && shared > 0 ? "add2 (" + shared + " callees share it)" : name);
        return all.reduce((a, b) -> a + ", " + b).orElse("none");
    }

    private static void check(int port, int rawSocketPort, int shared, List<String> without) {
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
        if (!wrong.isEmpty()) throw new Failure.BadInput(wrong.toString().stripTrailing());
    }
}
