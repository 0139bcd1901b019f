package reprise.report;

import java.util.ArrayList;
import java.util.List;
import reprise.judge.CallerRun;
import reprise.judge.CallerRuns;
import reprise.judge.CallerScenario;
import reprise.judge.CallerScenario.Attached;
import reprise.judge.CallerScenario.PlannedRun;

/**
 * What the runs of rest-caller are called in tables and charts. A figure that came over an emulated link says so, and so does an error
 * reply.
 */
final class CallerLabels {
    /** Runs of the plan that stand together, in its order. */
    record Group(String title, List<PlannedRun> runs) {}

    private CallerLabels() {}

    static List<Group> groups(CallerScenario scenario, CallerRuns runs) {
        var groups = new ArrayList<Group>();
        for (var id : scenario.runs().stream().map(PlannedRun::group).distinct().toList()) {
            var members = scenario.runs().stream().filter(run -> run.group().equals(id)).toList();
            groups.add(new Group(id + ": " + shapes(members) + " over " + over(members, runs), members));
        }
        return groups;
    }

    private static String shapes(List<PlannedRun> runs) {
        return String.join(" and ", runs.stream().map(CallerLabels::shape).distinct().toList());
    }

    private static String shape(PlannedRun run) {
        return "-t" + run.threads() + " -c" + run.connections();
    }

    private static String over(List<PlannedRun> planned, CallerRuns runs) {
        return String.join(" and ", planned.stream().map(run -> runs.run(run.id()).map(CallerRun::link)
            .map(CallerLabels::words).orElse(run.link().word())).distinct().toList());
    }

    private static String words(CallerRun.Link link) {
        return switch (link) {
            case LOOPBACK -> "loopback";
            case EMULATED -> "network (this run: emulated)";
            case NETWORK -> "network";
        };
    }

    /** Short, for a row below its group's title. */
    static String row(PlannedRun run) {
        var name = run.procedureName();
        return switch (run.attached()) {
            case ROUTER -> name + " in the router";
            case WEBSOCKET_JSON -> name + " as meant";
            case UNIX_MSGPACK -> name + ", MessagePack";
            case UNIX_JSON -> name + ", JSON";
            case SHARED_UNIX_MSGPACK -> "four " + name + ", " + shape(run);
            case NOT_REGISTERED -> name + ", error reply";
        };
    }

    /** In full, for a title of its own. */
    static String title(PlannedRun run) {
        return run.id() + ": " + run.attached().words() + (run.attached() == Attached.NOT_REGISTERED ? ", error reply" : "");
    }

    static String thisRun(CallerRun run) {
        return "this run" + switch (run.link()) {
            case LOOPBACK -> "";
            case EMULATED -> ", emulated network";
            case NETWORK -> ", network";
        } + (run.planned().attached() == Attached.NOT_REGISTERED ? ", error reply" : "");
    }

    static boolean emulated(CallerRuns runs) {
        return runs.runs().stream().anyMatch(run -> run.link() == CallerRun.Link.EMULATED);
    }
}
