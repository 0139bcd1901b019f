package publish;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import reprise.sut.Failure;

/**
 * A version of what is published. The order is that of semantic versioning: numbers as numbers, and {@code 1.0.0-rc1} comes before
 * {@code 1.0.0}.
 *
 * @param numbers one to three
 * @param preview what is behind the hyphen; empty in a release
 */
public record Version(List<Integer> numbers, Optional<String> preview) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6}){0,2})(?:-([A-Za-z0-9][A-Za-z0-9.]*))?");
    private static final Comparator<Version> ORDER = Comparator.<Version>comparingInt(version -> version.number(0))
        .thenComparingInt(version -> version.number(1)).thenComparingInt(version -> version.number(2))
        .thenComparing(version -> version.preview.isEmpty()).thenComparing(version -> version.preview.orElse(""));

    /** @throws Failure.BadInput unless it is of the form 1, 1.2 or 1.2.3, perhaps with -rc1 behind it */
    public static Version of(String text) {
        return find(text).orElseThrow(() -> new Failure.BadInput("VERSION is '" + text + "'; it must be one to three numbers, perhaps with "
            + "a word behind them, such as 1.0.0 or 1.1.0-rc1"));
    }

    /** The same; empty for any other text. */
    static Optional<Version> find(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) return Optional.empty();
        var numbers = Arrays.stream(form.group(1).split("\\.")).map(Integer::valueOf).toList();
        return Optional.of(new Version(numbers, Optional.ofNullable(form.group(2))));
    }

    private int number(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return String.join(".", numbers.stream().map(String::valueOf).toList()) + preview.map(word -> "-" + word).orElse("");
    }
}
