package reprise.judge;

import java.time.Instant;
import java.util.Map;
import reprise.recorder.FiledRun;
import reprise.recorder.Recording;
import reprise.recorder.Run;

/** A fail-over run as its files have it, to be merged with that of the other role. {@code name}: of its folder, for sentences. */
public record RoleRun(String name, FiledRun filed) {
    public enum Role {
        CLIENT("a client"), SERVER("a server"), PAIR("client and server together"), NEITHER("neither client nor server");

        private final String words;

        Role(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** By what it counted. */
    public Role role() {
        boolean client = run().summary().containsKey("sentMessages");
        boolean server = run().summary().containsKey("receivedMessages");
        return client ? server ? Role.PAIR : Role.CLIENT : server ? Role.SERVER : Role.NEITHER;
    }

    public Run run() {
        return filed.run();
    }

    Recording recording() {
        return filed.recording();
    }

    Map<String, Double> summary() {
        return run().summary();
    }

    double figure(String key) {
        return run().summary(key).orElse(0);
    }

    /** Null where it has none. */
    Object parameter(String key) {
        return run().parameters().get(key);
    }

    /** From 1970 UTC, by the clock of its host. */
    long startWallNs() {
        return wallNs(run().startedAt());
    }

    double durationSec() {
        return recording().durationSec();
    }

    private static long wallNs(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }
}
