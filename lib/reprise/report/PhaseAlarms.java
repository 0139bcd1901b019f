package reprise.report;

import java.util.ArrayList;
import java.util.List;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;

/** What a phase itself tells of its figures' worth: every report of phases shows it. */
final class PhaseAlarms {
    private PhaseAlarms() {}

    static List<Section> of(Run run) {
        if (!(run.details() instanceof Phases phases)) return List.of();
        var alarms = new ArrayList<Section>();
        var cold = phases.phases().stream().filter(phase -> phase.fact(Phase.WARM_UP_SEC).orElse(1) == 0).map(Phase::id).toList();
        if (!cold.isEmpty()) alarms.add(Section.Alarm.notWarmedUp("the figures of " + String.join(", ", cold)));
        phases.phases().forEach(phase -> phase.words(Phase.FAILED).ifPresent(why -> alarms.add(Section.Alarm.failed(phase.id(), why))));
        return alarms;
    }
}
