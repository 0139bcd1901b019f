package reprise.shares;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * When shares began, in one time: by the clock of their rendezvous's host, with the offsets that they measured; without a rendezvous each
 * by its own host's clock. One that then seems to begin after all others have ended is laid to the beginning: its clock is wrong, or it was
 * another load.
 *
 * @param begun in the order of the parts
 */
record ShareClocks(List<SharedRuns.Part> parts, boolean areCompared, List<Instant> begun) {
    static ShareClocks of(List<SharedRuns.Part> parts) {
        var clocks = parts.stream().map(part -> part.run().origin().clock()).toList();
        boolean compared = clocks.stream().allMatch(Optional::isPresent)
            && clocks.stream().map(clock -> clock.orElseThrow().host()).distinct().count() == 1;
        return new ShareClocks(parts, compared, parts.stream().map(part -> compared
            ? part.run().origin().clock().orElseThrow().common(part.run().startedAt()) : part.run().startedAt()).toList());
    }

    /** Of the whole: that of its first share. */
    Instant startedAt() {
        return begun.stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    /** When each began, s after the first. */
    List<Double> offsets() {
        return IntStream.range(0, parts.size()).mapToObj(i -> isApart(i) ? 0.0 : afterSec(i)).toList();
    }

    private double afterSec(int part) {
        return Duration.between(startedAt(), begun.get(part)).toNanos() / 1e9;
    }

    private boolean isApart(int part) {
        return afterSec(part) > parts.stream().mapToDouble(SharedRuns.Part::endSec).max().orElse(0);
    }

    /** A sentence for each share that loaded at another time than the others, as far as the clocks tell. */
    List<String> apart() {
        return IntStream.range(0, parts.size()).filter(this::isApart).mapToObj(i -> String.format(Locale.ROOT,
            "%s began %.1f s after the first, when that had ended%s; its seconds are laid to the beginning", parts.get(i).named(),
            afterSec(i), areCompared || onOneHost() ? ""
            : ", or the clocks of the hosts are as far apart, which a --rendezvous measures")).toList();
    }

    /** What a reader of the seconds must know. */
    List<String> notes() {
        if (!areCompared) return onOneHost() ? List.of() : List.of(
            "The shares ran on several hosts, whose clocks were not compared: when each began is by its own host's clock");
        var notes = new ArrayList<String>();
        for (var part : parts) {
            if (part.share().number() > 1) part.run().origin().clock().ifPresent(clock -> notes.add("The clock of " + part.named() + " was "
                + clock.offsets().getLast().words(clock.host()) + clock.driftWords() + "; its seconds are laid so"));
        }
        return notes;
    }

    private boolean onOneHost() {
        var hosts = parts.stream().map(part -> part.run().environment().get("hostId")).distinct().toList();
        return hosts.size() == 1 && hosts.getFirst() != null;
    }
}
