package caller;

/** One run of wrk, or one that we add: a callee's calls by so many callers, over loopback or over a network. */
public record Case(String id, String group, boolean network, Shape shape, Callee callee) {
    /** The rows of shared callees differ by their shape only. */
    public String label() {
        return callee.label() + (callee.isShared() ? ", " + shape.words() : "");
    }

    public String link() {
        return network ? "network" : "loopback";
    }
}
