package reprise.recorder;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A count of a run and its parts, each counted independently. At the end of a run every account is checked: one that does not balance is
 * shown in red with its terms, and the claims that depend on it are not judged.
 *
 * @param of what is counted, for people: "deliveries of queueing"
 * @param whole the name of the total
 * @param parts by their names, in display order
 * @param measures the ids of the measures that depend on it
 */
public record Account(String of, String whole, long total, Map<String, Long> parts, Set<String> measures) {
    /** Empty if it balances; else a sentence with all terms. */
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
