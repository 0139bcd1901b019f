package reprise.sut;

import java.util.Map;

/** A system that an experiment starts and loads. Its processes are sampled while a phase is measured. */
public interface SystemUnderTest extends AutoCloseable {
    /** The processes of this host by their names in the run file; empty for a system that runs elsewhere. */
    Map<String, Long> pids();

    @Override
    void close();
}
