//FILES scenarios/ws-broadcast.json=../../scenarios/ws-broadcast.json
//SOURCES BroadcastCharts.java
//SOURCES BroadcastFaults.java
//SOURCES BroadcastRun.java
//SOURCES BroadcastScenario.java
//SOURCES BroadcastTables.java
//SOURCES ChatMetrics.java
//SOURCES ChatServe.java
//SOURCES EndedUsers.java
//SOURCES Evidence.java
//SOURCES K6Blocks.java
//SOURCES LiveUsers.java
//SOURCES LoadHealth.java
//SOURCES ServerFigures.java
//SOURCES ServerRow.java
//SOURCES SharedK6.java
//SOURCES SharedUsers.java
//SOURCES TargetOptions.java
//SOURCES UserGroup.java
//SOURCES UserOptions.java
//SOURCES UsersScript.java

package broadcast;

/** The sources of {@code scripts/ws-broadcast.java} besides the script and the library; {@code .ci/sources} rewrites the list. */
public final class Parts {
    private Parts() {}
}
