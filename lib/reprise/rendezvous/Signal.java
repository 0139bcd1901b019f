package reprise.rendezvous;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.recorder.Share;

/**
 * What shares and the host of their rendezvous tell each other: a line of words with blanks between, each word percent-encoded as in a
 * URL's form. Times are ns since 1970 UTC by the host's clock.
 * <pre>
 *   share → host   reprise-rendezvous-1 K/N KEY VALUE …   the share, and what all shares of the load have in common
 *   host → share   welcome | refused WHY | complete | over WHY
 *   share → host   ask          host → share   answer TIME
 *   share → host   arrived PHASE LABEL UNCERTAINTY
 *   host → share   go PHASE TIME K …              those that are not there
 *   share → host   started PHASE TIME UNCERTAINTY
 *   host → share   apart PHASE SPREAD UNCERTAINTY SHARES
 *   host → share   gone K       share → host   bye
 * </pre>
 */
sealed interface Signal {
    /** The first word of a share, which tells it from a stranger, and the version of this protocol. */
    String PROTOCOL = "reprise-rendezvous-1";

    /** @param load what is the same for all shares of a load, by its name */
    record Hello(Share share, Map<String, String> load) implements Signal {
        public Hello {
            load = Collections.unmodifiableMap(new LinkedHashMap<>(load));
        }
    }

    record Welcome() implements Signal {}

    record Refused(String why) implements Signal {}

    /** All shares are there. */
    record Complete() implements Signal {}

    /** The rendezvous came to nothing. */
    record Over(String why) implements Signal {}

    record Ask() implements Signal {}

    record Answer(long atNs) implements Signal {}

    /** @param phase counted from 0 over a script's runs @param label of the phase, for people */
    record Arrived(int phase, String label, long uncertaintyNs) implements Signal {}

    /** @param without the numbers of the shares that are not waited for */
    record Go(int phase, long atNs, List<Integer> without) implements Signal {
        public Go {
            without = List.copyOf(without);
        }
    }

    record Started(int phase, long atNs, long uncertaintyNs) implements Signal {}

    record Apart(int phase, long spreadNs, long uncertaintyNs, int shares) implements Signal {}

    /** A share's connection has ended before its bye. */
    record Gone(int share) implements Signal {}

    record Bye() implements Signal {}

    /** The line, without its end. */
    default String text() {
        return words().map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8)).collect(Collectors.joining(" "));
    }

    private Stream<String> words() {
        return switch (this) {
            case Hello(var share, var load) -> Stream.concat(Stream.of(PROTOCOL, share.toString()),
                load.entrySet().stream().flatMap(each -> Stream.of(each.getKey(), each.getValue())));
            case Welcome _ -> Stream.of("welcome");
            case Refused(var why) -> Stream.of("refused", why);
            case Complete _ -> Stream.of("complete");
            case Over(var why) -> Stream.of("over", why);
            case Ask _ -> Stream.of("ask");
            case Answer(var atNs) -> words("answer", atNs);
            case Arrived(var phase, var label, var uncertaintyNs) -> words("arrived", phase, label, uncertaintyNs);
            case Go(var phase, var atNs, var without) -> Stream.concat(words("go", phase, atNs), without.stream().map(String::valueOf));
            case Started(var phase, var atNs, var uncertaintyNs) -> words("started", phase, atNs, uncertaintyNs);
            case Apart(var phase, var spreadNs, var uncertaintyNs, var shares) -> words("apart", phase, spreadNs, uncertaintyNs, shares);
            case Gone(var share) -> words("gone", share);
            case Bye _ -> Stream.of("bye");
        };
    }

    private static Stream<String> words(Object... words) {
        return Arrays.stream(words).map(String::valueOf);
    }

    /** @throws IllegalArgumentException if the line is none of these */
    static Signal parse(String line) {
        var words = new ArrayList<String>();
        for (var word : line.split(" ", -1)) words.add(URLDecoder.decode(word, StandardCharsets.UTF_8));
        var rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case PROTOCOL -> hello(rest);
            case "welcome" -> of(rest, 0, new Welcome());
            case "refused" -> new Refused(only(rest));
            case "complete" -> of(rest, 0, new Complete());
            case "over" -> new Over(only(rest));
            case "ask" -> of(rest, 0, new Ask());
            case "answer" -> new Answer(number(only(rest)));
            case "arrived" -> of(rest, 3, () -> new Arrived(count(rest.get(0)), rest.get(1), time(rest.get(2))));
            case "go" -> {
                if (rest.size() < 2) throw wrong(rest);
                yield new Go(count(rest.get(0)), number(rest.get(1)), rest.stream().skip(2).map(Signal::count).toList());
            }
            case "started" -> of(rest, 3, () -> new Started(count(rest.get(0)), number(rest.get(1)), time(rest.get(2))));
            case "apart" -> of(rest, 4, () -> new Apart(count(rest.get(0)), time(rest.get(1)), time(rest.get(2)), count(rest.get(3))));
            case "gone" -> new Gone(count(only(rest)));
            case "bye" -> of(rest, 0, new Bye());
            default -> throw wrong(words);
        };
    }

    private static Hello hello(List<String> words) {
        if (words.size() % 2 == 0) throw wrong(words);
        var load = new LinkedHashMap<String, String>();
        for (int i = 1; i < words.size(); i += 2) load.put(words.get(i), words.get(i + 1));
        return new Hello(Share.parse(words.getFirst()), load);
    }

    private static Signal of(List<String> words, int count, Signal signal) {
        return of(words, count, () -> signal);
    }

    private static Signal of(List<String> words, int count, Supplier<Signal> signal) {
        if (words.size() != count) throw wrong(words);
        return signal.get();
    }

    private static String only(List<String> words) {
        if (words.size() != 1) throw wrong(words);
        return words.getFirst();
    }

    private static IllegalArgumentException wrong(List<String> words) {
        return new IllegalArgumentException("no signal of a rendezvous: " + words);
    }

    private static int count(String word) {
        int value = Integer.parseInt(word);
        if (value < 0) throw new IllegalArgumentException("a count is " + value);
        return value;
    }

    private static long time(String word) {
        long value = number(word);
        if (value < 0) throw new IllegalArgumentException("a length of time is " + value);
        return value;
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }
}
