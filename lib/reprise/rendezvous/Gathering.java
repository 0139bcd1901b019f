package reprise.rendezvous;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which shares are there, where each of them waits, and who may go on. Shares have their numbers, phases are counted from 0; times are ns
 * of one clock. For one thread at a time.
 * <pre>
 *   all that are there wait at one phase      they go
 *   all wait, at different phases             those at the earliest go: none of the others will come back to it
 *   one has waited too long                   those at its phase go, without the others
 * </pre>
 */
final class Gathering {
    /** @param shares that go @param without the numbers of all others, also of those that have left */
    record Going(int phase, List<Integer> shares, List<Integer> without) {}

    /** How far apart shares started a phase. @param uncertaintyNs of the first's stamp and the last's together */
    record Spread(int phase, List<Integer> shares, long spreadNs, long uncertaintyNs) {}

    private record Waiting(int phase, long sinceNs) {}

    private record Stamp(int share, long atNs, long uncertaintyNs) {}

    private record Starting(Set<Integer> awaited, List<Stamp> stamps) {}

    private final int shares;
    private final long patienceNs;
    private final Map<Integer, Optional<Waiting>> there = new TreeMap<>();
    private final Map<Integer, Starting> starting = new LinkedHashMap<>(); // by phase

    Gathering(int shares, long patienceNs) {
        this.shares = shares;
        this.patienceNs = patienceNs;
    }

    /** @return whether it was not there before */
    boolean join(int share) {
        return there.putIfAbsent(share, Optional.empty()) == null;
    }

    /** @return whether it was there */
    boolean leave(int share) {
        starting.values().forEach(each -> each.awaited.remove(share));
        return there.remove(share) != null;
    }

    List<Integer> missing() {
        return others(List.copyOf(there.keySet()));
    }

    boolean isComplete() {
        return there.size() == shares;
    }

    boolean isEmpty() {
        return there.isEmpty();
    }

    private List<Integer> others(List<Integer> than) {
        return IntStream.rangeClosed(1, shares).filter(number -> !than.contains(number)).boxed().toList();
    }

    void arrive(int share, int phase, long atNs) {
        there.put(share, Optional.of(new Waiting(phase, atNs)));
    }

    /** Those who go on now, if somebody does; they wait no longer. */
    Optional<Going> next(long nowNs) {
        var phase = phase(nowNs);
        if (phase.isEmpty()) return Optional.empty();
        var going = there.entrySet().stream()
            .filter(each -> each.getValue().filter(waiting -> waiting.phase == phase.getAsInt()).isPresent()).map(Map.Entry::getKey)
            .toList();
        going.forEach(share -> there.put(share, Optional.empty()));
        starting.put(phase.getAsInt(), new Starting(new HashSet<>(going), new ArrayList<>()));
        return Optional.of(new Going(phase.getAsInt(), going, others(going)));
    }

    private OptionalInt phase(long nowNs) {
        boolean all = !there.isEmpty() && there.values().stream().allMatch(Optional::isPresent);
        return there.values().stream().flatMap(Optional::stream).filter(waiting -> all || nowNs - waiting.sinceNs >= patienceNs)
            .mapToInt(Waiting::phase).min();
    }

    void started(int share, int phase, long atNs, long uncertaintyNs) {
        var its = starting.get(phase);
        if (its != null && its.awaited.remove(share)) its.stamps.add(new Stamp(share, atNs, uncertaintyNs));
    }

    /** The spread of a phase that all who went have started, or will not start; each is given once. */
    Optional<Spread> spread() {
        var done = starting.entrySet().stream().filter(each -> each.getValue().awaited.isEmpty()).findFirst();
        if (done.isEmpty()) return Optional.empty();
        var stamps = done.get().getValue().stamps;
        starting.remove(done.get().getKey());
        if (stamps.isEmpty()) return spread();
        // Two that began at the same nanosecond are two, and as uncertain as others.
        var inOrder = stamps.stream().sorted(Comparator.comparingLong(Stamp::atNs)).toList();
        var first = inOrder.getFirst();
        var last = inOrder.getLast();
        return Optional.of(new Spread(done.get().getKey(), stamps.stream().map(Stamp::share).toList(), last.atNs - first.atNs,
            inOrder.size() == 1 ? 0 : first.uncertaintyNs + last.uncertaintyNs));
    }
}
