package reprise.recorder;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A count of a run, and the parts that it is made of, counted apart. At the end of a run each account is looked at: one that does not
 * come out is told in red with its terms, and no claim that rests on it is judged.
 *
 * @param of what is counted, for people: "deliveries of queueing"
 * @param whole the name of the total
 * @param parts by their names, in the order in which they are told
 * @param measures those that rest on it
 */
public record Account(String of, String whole, long total, Map<String, Long> parts, Set<String> measures) {
    /** Empty if it comes out; else a sentence with all terms. */
    public String imbalance() {
        long sum = parts.values().stream().mapToLong(Long::longValue).sum();
        boolean below = total < 0 || parts.values().stream().anyMatch(part -> part < 0);
        if (sum == total && !below) return "";
        var terms = new StringJoiner(" + ");
        parts.forEach((name, count) -> terms.add(grouped(count) + " " + name));
        long off = Math.abs(total - sum);
        return "the " + of + " do not add up: " + grouped(total) + " " + whole + " against " + terms + ", which is " + grouped(sum)
            + (sum == total ? "; no count can be below 0"
            : ": " + grouped(off) + (sum > total ? " too many" : off == 1 ? " is missing" : " are missing"));
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
