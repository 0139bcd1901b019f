package reprise.rendezvous;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import reprise.fuzz.Decoding;

/** What a share and its host read from each other, or from a stranger. */
public final class RendezvousDecodings {
    public static final List<Decoding> ALL = List.of(Decoding.of("rendezvous", RendezvousDecodings::signals,
        "reprise-rendezvous-1 2%2F4 script http-load seed 1 url http%3A%2F%2Fh%2F+x\nask\narrived 0 cast.50 41000\n"
            + "started 0 1790000000000000000 41000\nbye\n",
        "welcome\nanswer 1790000000000000000\ncomplete\ngo 3 -5 2 4\napart 3 310000 80000 4\ngone 2\n", "refused it+differs\n",
        "over share+2%2F2+did+not+come\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"));

    private RendezvousDecodings() {}

    /** Each signal is that of its own text; what is none is told as such. */
    private static void signals(byte[] input) throws IOException {
        for (var beginning : List.of("", Signal.PROTOCOL)) {
            var in = new ByteArrayInputStream(input);
            try {
                for (var next = SignalSocket.read(in, beginning, () -> { }); next.isPresent();
                     next = SignalSocket.read(in, beginning, () -> { }))
                    Decoding.same(next.get(), Signal.parse(next.get().text()), "the signal of its own text");
            } catch (SignalSocket.Strange e) {
                Decoding.require(e.getMessage().matches("[ -~…]+"), "it is told as " + e.getMessage());
            }
        }
    }
}
