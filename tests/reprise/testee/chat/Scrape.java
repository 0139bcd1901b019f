package reprise.testee.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A server's Prometheus metrics, parsed by the text format's own rule: {@code name{labels} value}. */
record Scrape(Map<String, Double> values) {
    static Scrape of(ChatServer server) {
        return of(server.metricsPort());
    }

    static Scrape of(int port) {
        var values = new LinkedHashMap<String, Double>();
        try (var in = URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
            for (var line : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("#")) continue;
                int space = line.lastIndexOf(' ');
                values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Scrape(values);
    }

    /**
     * Scrapes until the condition holds; the test's own time-out ends it. A scrape is not atomic: figures before the awaited one may have
     * been read earlier, so it scrapes once more.
     */
    static Scrape until(ChatServer server, Predicate<Scrape> so) {
        while (true) {
            var scrape = of(server);
            if (so.test(scrape)) return of(server);
            LockSupport.parkNanos(1_000_000);
        }
    }

    double get(String name) {
        var value = values.get(name);
        if (value == null) throw new AssertionError("no " + name + " in " + values.keySet());
        return value;
    }

    double connections() {
        return get("ws_connections");
    }
}
