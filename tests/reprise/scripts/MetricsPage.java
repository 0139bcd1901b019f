package reprise.scripts;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The page of {@code --metrics-port}, by which a test sees what a script has counted so far. */
record MetricsPage(int port) {
    static MetricsPage atFreePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return new MetricsPage(socket.getLocalPort());
        }
    }

    /** For the script's arguments. */
    String option() {
        return "--metrics-port=" + port;
    }

    /** Empty while nobody listens. */
    String read() {
        try (var in = URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }

    /** The value of a series, with labels or without; 0 if the page has none. */
    static double value(String page, String name) {
        return page.lines().filter(line -> line.matches(name + "(\\{.*})? .*"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
    }

    /** Waits until the script has counted so many, or more. */
    void await(String name, double least, ScriptProcess script) throws Exception {
        ScriptProcess.await(() -> {
            var page = read();
            return value(page, name) >= least ? name : page.replace(name, "not enough");
        }, name, script.handle());
    }
}
