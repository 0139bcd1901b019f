package reprise.recorder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The origin of a run, in addition to its measured data.
 *
 * @param tool the program that wrote the run; absent in files of schema 1
 * @param command the script and its arguments as given, without passwords
 * @param tags the user's own labels ({@code --tag k=v})
 * @param length the planned length; absent if unknown
 * @param failIf the thresholds that were set for it
 * @param share the part that it was of a load of several processes; absent if it was the whole
 * @param clock of a share, compared with the others'; absent if they had no rendezvous
 */
public record Origin(Optional<Tool> tool, List<String> command, Map<String, String> tags, Optional<RunLength> length,
                     List<FailIf> failIf, Optional<Share> share, Optional<ShareClock> clock) {
    public static final Origin UNKNOWN = new Origin(Optional.empty(), List.of(), Map.of(), Optional.empty());
    /** Options of a share alone, each with a value. {@code --start-at} is of a time that has passed. */
    private static final Set<String> OF_SHARES = Set.of("--share", "--rendezvous", "--rendezvous-wait", "--start-at");

    /**
     * @param commit of the checkout, with {@code -dirty} if files were changed; absent for a script that was run by URL from its sources
     */
    public record Tool(String version, Optional<String> commit) {
        /** Such as {@code 2 (abc1234)}. */
        public String words() {
            return version + commit.map(built -> " (" + built + ")").orElse("");
        }

        /** The version of this library, which its scripts print for {@code --version}. */
        public static final String VERSION = "2";

        /** The file in a published library's jar that has its commit. */
        public static final String COMMIT = "META-INF/reprise-commit";

        /** The commit comes from {@code ./jbang} or from the published library; without both there is none. */
        public static Tool current() {
            return new Tool(VERSION, Optional.ofNullable(System.getenv("REPRISE_COMMIT")).or(Tool::published)
                .filter(commit -> !commit.isBlank()));
        }

        private static Optional<String> published() {
            try (var in = Tool.class.getClassLoader().getResourceAsStream(COMMIT)) {
                return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException unreadable) {
                return Optional.empty(); // the commit says where a run comes from; a run does not need it
            }
        }
    }

    public Origin {
        command = List.copyOf(command);
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        failIf = List.copyOf(failIf);
    }

    public Origin(Optional<Tool> tool, List<String> command, Map<String, String> tags, Optional<RunLength> length) {
        this(tool, command, tags, length, List.of(), Optional.empty(), Optional.empty());
    }

    public Origin withLength(RunLength planned) {
        return new Origin(tool, command, tags, Optional.of(planned), failIf, share, clock);
    }

    /** The same with these thresholds alone. */
    public Origin withThresholds(List<FailIf> conditions) {
        return new Origin(tool, command, tags, length, conditions, share, clock);
    }

    /** The same of this share, whose clock was not compared. */
    public Origin withShare(Share part) {
        return new Origin(tool, command, tags, length, failIf, Optional.of(part).filter(each -> !each.isWhole()), Optional.empty());
    }

    /** That of the whole that this share is of: its command makes all of the load, and has nobody to meet. */
    public Origin whole() {
        return new Origin(tool, without(OF_SHARES, command), tags, length, failIf, Optional.empty(), Optional.empty());
    }

    /** A command's words without these options and their values. */
    public static List<String> without(Set<String> options, List<String> command) {
        var words = new ArrayList<String>();
        for (int i = 0; i < command.size(); i++) {
            if (options.contains(command.get(i))) i++;
            else if (!options.contains(command.get(i).split("=", 2)[0])) words.add(command.get(i));
        }
        return words;
    }

    /** The same with the share's clock. */
    public Origin withClock(Optional<ShareClock> compared) {
        return new Origin(tool, command, tags, length, failIf, share, compared);
    }
}
