package reprise.recorder;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of several parts of a load that processes make together, on one host or on many. What is counted is dealt out like cards: of things
 * numbered from 1 share K of N has K, K + N, K + 2N and so on. The shares are then exactly the whole, and no two differ by more than one.
 *
 * @param number from 1
 */
public record Share(int number, int of) {
    /** The only one. */
    public static final Share WHOLE = new Share(1, 1);
    /** There are no more shares of a load. */
    public static final int MOST = 10_000;
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})/([0-9]{1,5})");

    public Share {
        if (of < 1 || of > MOST || number < 1 || number > of)
            throw new IllegalArgumentException("share " + number + "/" + of + "; the first must be 1 to the second, and that 1 to " + MOST
                + ", for example 2/4");
    }

    /** Parses {@code 2/4}. */
    public static Share parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches()) throw new IllegalArgumentException("'" + text + "' is no share; give its number and how many there are, "
            + "for example 2/4");
        return new Share(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }

    public boolean isWhole() {
        return of == 1;
    }

    /** How many of a total are this share's; 0 if there are fewer than shares and this one goes without. */
    public long of(long total) {
        return total / of + (number <= total % of ? 1 : 0);
    }

    /** The same. */
    public int of(int total) {
        return (int) of((long) total);
    }

    /** Whether the thing of this number, from 1, is this share's. */
    public boolean has(int numbered) {
        return (numbered - 1) % of == number - 1;
    }

    /** The place in the whole, from 0, of this share's own one at that place, from 0. */
    public int place(int own) {
        return own * of + number - 1;
    }

    /** The number among this share's own, from 1, of the thing of this number in the whole. */
    public int own(int numbered) {
        return (numbered - 1) / of + 1;
    }

    /** This one among the shares that have some of so many users, who do what is dealt out; absent if it has none. */
    public Optional<Share> among(int users) {
        return number > users ? Optional.empty() : Optional.of(of <= users ? this : new Share(number, users));
    }

    /**
     * Checks that this share has a part of a total.
     *
     * @param what there are so many of, for the sentence: {@code connections}
     * @throws IllegalArgumentException if it has none
     */
    public Share ofSome(int total, String what) {
        if (of(total) > 0) return this;
        throw new IllegalArgumentException("share " + this + " has nothing to do: there are " + total + " " + what + " for " + of
            + " shares; give no more shares than that, or more " + what);
    }

    /** Its own process among those of the whole: {@code share2}. */
    public String process() {
        return "share" + number;
    }

    /** The key of one of its own figures in the whole's: {@code share2.outageSec}. */
    public String key(String figure) {
        return process() + "." + figure;
    }

    /** What a reader of a share's figures must know. */
    public static String note(Share share) {
        return "Share " + share + " of a load: these are the figures and verdicts of this part alone; 'report' with the folders of all "
            + share.of + " has those of the whole";
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}
