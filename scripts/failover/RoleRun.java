package failover;

import java.time.Instant;
import java.util.Map;
import reprise.recorder.FiledRun;
import reprise.recorder.Recording;
import reprise.recorder.Run;

/** A fail-over run read from its files, to be merged with the other role's. @param name its folder's, for sentences */
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

    /** The role, from the run's counts. */
    public Role role() {
        return role(run());
    }

    static Role role(Run run) {
        boolean client = run.summary().containsKey(FailoverKeys.SENT_MESSAGES);
        boolean server = run.summary().containsKey(FailoverKeys.RECEIVED_MESSAGES);
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

    /** Null if the run has no such parameter. */
    Object parameter(String key) {
        return run().parameters().get(key);
    }

    /** Ns since 1970 UTC, by the clock of its host. */
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
