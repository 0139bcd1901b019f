package calibrate;

import java.time.Duration;

/**
 * What a load generator is to do: both sides of a {@link WrkComparison} have the same.
 *
 * @param body of each request @param expected what each reply must be; wrk checks only the status
 * @param each how long, in whole seconds, as wrk requires
 */
public record LoadShape(HttpServer server, WrkPeer.Requests requests, String body, String expected, int threads, int connections,
    Duration each) {
    /** Calls of add2. */
    public static LoadShape adding(HttpServer server, WrkPeer.Requests requests, int threads, int connections, Duration each) {
        return new LoadShape(server, requests, HttpServer.ADD_BODY, HttpServer.ADD_REPLY, threads, connections, each);
    }
}
