package caller;

/** How many callers there are at once: wrk's -t and -c. */
public record Shape(String name, int threads, int connections) {
    public String words() {
        return "-t" + threads + " -c" + connections;
    }
}
