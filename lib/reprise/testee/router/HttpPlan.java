package reprise.testee.router;

import java.time.Duration;
import java.util.Optional;
import reprise.transport.tls.ServerTls;

/**
 * Where the HTTP caller listens, and its limits.
 *
 * @param host           an address of this machine
 * @param port           0 for any free one
 * @param bodyLimitBytes longest request body; above it the reply is 413
 * @param requestTimeout how long a request may stay incomplete before the reply is 408
 * @param callTimeout    how long a callee may take before the reply is a WAMP error
 * @param tls            how the port speaks TLS, if it does
 */
public record HttpPlan(String host, int port, int bodyLimitBytes, Duration requestTimeout, Duration callTimeout,
                       Optional<ServerTls> tls) {
    public HttpPlan {
        if (host.isBlank()) throw new IllegalArgumentException("http: host is blank; give an address, for example 127.0.0.1");
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("http: port is " + port + "; it must be from 0 to 65535");
        if (bodyLimitBytes < 1) {
            throw new IllegalArgumentException("http: bodyLimitBytes is " + bodyLimitBytes + "; it must be above 0, for example 1048576");
        }
        if (!requestTimeout.isPositive()) {
            throw new IllegalArgumentException("http: requestTimeout is " + requestTimeout + "; it must be above 0, for example PT10S");
        }
        if (!callTimeout.isPositive()) {
            throw new IllegalArgumentException("http: callTimeout is " + callTimeout + "; it must be above 0, for example PT10S");
        }
    }

    /** On loopback, on a free port: bodies up to 1 MiB, ten seconds for a request and ten for a call. */
    public static HttpPlan local() {
        return new HttpPlan("127.0.0.1", 0, 1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(10),
            Optional.empty());
    }

    public HttpPlan at(String host, int port) {
        return new HttpPlan(host, port, bodyLimitBytes, requestTimeout, callTimeout, tls);
    }

    public HttpPlan withTls(Optional<ServerTls> spoken) {
        return new HttpPlan(host, port, bodyLimitBytes, requestTimeout, callTimeout, spoken);
    }

    public HttpPlan withCallTimeout(Duration callTimeout) {
        return new HttpPlan(host, port, bodyLimitBytes, requestTimeout, callTimeout, tls);
    }
}
