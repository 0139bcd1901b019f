package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.recorder.Share;
import reprise.sut.Failure;

/** A process learns its share from its options, or from the engine that started it. */
final class ShareOptionsTest {
    private static ShareOptions by(String... namesAndValues) {
        return given(null, namesAndValues);
    }

    private static ShareOptions given(String share, String... namesAndValues) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) environment.put(namesAndValues[i], namesAndValues[i + 1]);
        return new ShareOptions(share, environment);
    }

    private static String told(ShareOptions options) {
        return assertThrows(Failure.BadInput.class, options::share).getMessage();
    }

    @Test
    void engines_numbersAndCounts_areTheShare() {
        assertEquals(Share.WHOLE, by().share());
        assertEquals(new Share(3, 4), by("SLURM_STEP_ID", "0", "SLURM_PROCID", "2", "SLURM_NTASKS", "4").share());
        assertEquals(new Share(2, 2), by("SLURM_STEP_ID", "3", "SLURM_PROCID", "1", "SLURM_NTASKS", "8",
            "SLURM_STEP_NUM_TASKS", "2").share());
        assertEquals(new Share(1, 3), by("JOB_COMPLETION_INDEX", "0", "JOB_COMPLETIONS", "3").share());
        assertEquals(new Share(3, 3), given("/3", "PARALLEL_SEQ", "3").share());
        assertEquals(new Share(2, 5), given("/5", "SLURM_STEP_ID", "0", "SLURM_PROCID", "1", "SLURM_NTASKS", "8").share());
    }

    /** Its processes may be one whole load each, and that is told. */
    @Test
    void engine_withoutCount_isOneProcessAlone_andToldSo() {
        for (var engine : Map.of("PARALLEL_SEQ", "GNU parallel", "JOB_COMPLETION_INDEX", "an indexed Job").entrySet()) {
            assertEquals(Share.WHOLE, by(engine.getKey(), "3").share());
            assertEquals(Optional.of("this process makes the whole load: by " + engine.getKey() + " it is number 3 of " + engine.getValue()
                + "'s, which does not say of how many; --share /N makes it one of N shares"), by(engine.getKey(), "3").told());
            assertEquals(by(engine.getKey(), "3").told(), by(engine.getKey(), "3").planned(), "--explain shows it");
            assertEquals(Optional.empty(), given("1/1", engine.getKey(), "3").told());
        }
    }

    /** As it is in a Job that is not indexed, and in a container that is passed a part of its environment. */
    @Test
    void engine_thatSaysHalf_makesNoWholeLoads() {
        assertEquals("JOB_COMPLETIONS is 4, and there is no JOB_COMPLETION_INDEX, which a Job has with completionMode: Indexed; give it "
            + "that, or give the share, for example --share 2/4", told(by("JOB_COMPLETIONS", "4")));
        assertEquals("SLURM_PROCID is 2, and there is no SLURM_STEP_ID, which srun sets for all of its tasks; let the process have it (a "
            + "container has what is passed to it), or give the share, for example --share 2/4",
            told(by("SLURM_PROCID", "2", "SLURM_NTASKS", "4")));
        assertEquals(new Share(1, 2), given("1/2", "JOB_COMPLETIONS", "4").share());
        assertEquals(Share.WHOLE, by("JOB_COMPLETIONS", "1").share());
    }

    @Test
    void engines_thatSayDifferentShares_areRefused() {
        assertEquals("by SLURM_PROCID this is share 2/4, and by JOB_COMPLETION_INDEX this is share 1/2; give the one that is meant, for "
            + "example --share 2/4", told(by("SLURM_STEP_ID", "0", "SLURM_PROCID", "1", "SLURM_NTASKS", "4", "JOB_COMPLETION_INDEX", "0",
            "JOB_COMPLETIONS", "2")));
        assertEquals("by SLURM_PROCID this is share 1/4, and by PARALLEL_SEQ this is share 2/4; give the one that is meant, for example "
            + "--share 2/4", told(given("/4", "SLURM_STEP_ID", "0", "SLURM_PROCID", "0", "SLURM_NTASKS", "4", "PARALLEL_SEQ", "2")));
        assertEquals(new Share(2, 4), by("SLURM_STEP_ID", "0", "SLURM_PROCID", "1", "SLURM_NTASKS", "4", "JOB_COMPLETION_INDEX", "1",
            "JOB_COMPLETIONS", "4").share());
    }

    /** An interactive step, in which GNU parallel or an indexed Job's pod makes the shares. */
    @Test
    void onlyTaskOfSrun_isNoShareOfWhatRunsInIt() {
        assertEquals(new Share(2, 4), given("/4", "SLURM_STEP_ID", "0", "SLURM_PROCID", "0", "SLURM_NTASKS", "1", "PARALLEL_SEQ", "2")
            .share());
        assertEquals(new Share(2, 4), by("SLURM_STEP_ID", "0", "SLURM_PROCID", "0", "SLURM_NTASKS", "1", "JOB_COMPLETION_INDEX", "1",
            "JOB_COMPLETIONS", "4").share());
        assertEquals("--share is /4, and SLURM_NTASKS says 1; start as many processes as that, or give the share, for example --share 2/4",
            told(given("/4", "SLURM_STEP_ID", "0", "SLURM_PROCID", "0", "SLURM_NTASKS", "1")));
    }

    /** It has the number 0 and the tasks of the job, and is no step; GNU parallel in it has shares. */
    @Test
    void batchScript_withoutSrun_isOneProcess() {
        assertEquals(Share.WHOLE, by("SLURM_PROCID", "0", "SLURM_NTASKS", "4").share());
        assertEquals(Optional.of("this process makes the whole load: SLURM_NTASKS is 4, but it is none of srun's tasks; 'srun' before its "
            + "command makes the shares"), by("SLURM_PROCID", "0", "SLURM_NTASKS", "4").told());
        assertEquals(Optional.empty(), by("SLURM_PROCID", "0", "SLURM_NTASKS", "1").told());
        assertEquals(new Share(2, 4), given("/4", "SLURM_PROCID", "0", "SLURM_NTASKS", "4", "PARALLEL_SEQ", "2").share());
        assertEquals(told(given("/4")), told(given("/4", "SLURM_PROCID", "0", "SLURM_NTASKS", "4")));
    }

    @Test
    void option_goesBeforeTheEngine() {
        assertEquals(new Share(1, 2), given("1/2", "SLURM_PROCID", "3", "SLURM_NTASKS", "4").share());
        assertEquals(Share.WHOLE, given("1/1", "SLURM_PROCID", "3", "SLURM_NTASKS", "4").share());
    }

    @Test
    void toldShare_namesWhereItIsFrom() {
        assertEquals(Optional.empty(), by().told());
        assertEquals(Optional.of("share 2/4 of the load"), given("2/4").told());
        assertEquals(Optional.of("share 3/4 of the load, by SLURM_PROCID"),
            by("SLURM_STEP_ID", "0", "SLURM_PROCID", "2", "SLURM_NTASKS", "4").told());
        assertEquals(Optional.of("share 3/4 of the load, by PARALLEL_SEQ"), given("/4", "PARALLEL_SEQ", "3").told());
        assertEquals(Optional.of("3/4"), given("/4", "PARALLEL_SEQ", "3").planned());
    }

    @Test
    void wrongShares_areToldWithTheRemedy() {
        assertEquals("--share: share 5/4; the first must be 1 to the second, and that 1 to 10000, for example 2/4", told(given("5/4")));
        assertEquals("--share: 'two' is no share; give its number and how many there are, for example 2/4", told(given("two")));
        assertEquals("--share is /4, and neither srun, an indexed Job nor GNU parallel says which of them this is (SLURM_PROCID with "
            + "SLURM_STEP_ID, JOB_COMPLETION_INDEX, PARALLEL_SEQ); give it, for example --share 2/4", told(given("/4")));
        assertEquals("PARALLEL_SEQ is 5 and --share says 4 processes, of which the numbers are 1 to 4; start as many as that, or give the "
            + "share, for example --share 2/4", told(given("/4", "PARALLEL_SEQ", "5")));
        assertEquals("SLURM_PROCID is 4 and SLURM_NTASKS says 4 processes, of which the numbers are 0 to 3; start as many as that, or give "
            + "the share, for example --share 2/4", told(by("SLURM_STEP_ID", "0", "SLURM_PROCID", "4", "SLURM_NTASKS", "4")));
        assertEquals("JOB_COMPLETIONS says 0 processes; it must be 1 to 10000, or give the share, for example --share 2/4",
            told(by("JOB_COMPLETION_INDEX", "0", "JOB_COMPLETIONS", "0")));
        assertEquals("JOB_COMPLETIONS is ''; it must be a number as the engine sets it, or give the share, for example --share 2/4",
            told(by("JOB_COMPLETION_INDEX", "0", "JOB_COMPLETIONS", "")));
        assertEquals("SLURM_NTASKS is 'x'; it must be a number as the engine sets it, or give the share, for example --share 2/4",
            told(by("SLURM_STEP_ID", "0", "SLURM_PROCID", "0", "SLURM_NTASKS", "x")));
    }

    @Test
    void share_ofRepeats_isRefused() {
        var run = new RunOptions();
        run.timeScale = 1;
        run.repeats.hold = 1;
        run.repeats.repeat = 3;
        run.shares = given("1/2");
        assertEquals("--repeat and --seeds are for one process, and this is share 1/2 of several; start all shares again for each repeat",
            assertThrows(Failure.BadInput.class, run::check).getMessage());
    }
}
