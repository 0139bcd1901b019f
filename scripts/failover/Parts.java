//FILES scenarios/rpc-cast-failover.json=../../scenarios/rpc-cast-failover.json
//FILES scenarios/rpc-failover-family.json=../../scenarios/rpc-failover-family.json
//SOURCES ClockSentences.java
//SOURCES Clocks.java
//SOURCES ClusterConsole.java
//SOURCES ClusterRun.java
//SOURCES EndedPair.java
//SOURCES FailoverAccounts.java
//SOURCES FailoverCharts.java
//SOURCES FailoverFamily.java
//SOURCES FailoverKeys.java
//SOURCES FailoverLosses.java
//SOURCES FailoverNotes.java
//SOURCES FailoverOptions.java
//SOURCES FailoverOutcomes.java
//SOURCES FailoverPair.java
//SOURCES FailoverPlan.java
//SOURCES FailoverReport.java
//SOURCES FailoverReports.java
//SOURCES FailoverRows.java
//SOURCES FailoverScenario.java
//SOURCES FailoverScript.java
//SOURCES FailoverSetup.java
//SOURCES FailoverStory.java
//SOURCES FamilyColumn.java
//SOURCES FamilyDifferences.java
//SOURCES FamilyExperiment.java
//SOURCES FamilyMeasures.java
//SOURCES FamilyOptions.java
//SOURCES FamilyReport.java
//SOURCES FamilyRuns.java
//SOURCES FaultPlan.java
//SOURCES Faults.java
//SOURCES LedgerTables.java
//SOURCES MergedRuns.java
//SOURCES MovedOptions.java
//SOURCES NetTicktime.java
//SOURCES Outage.java
//SOURCES PairCheck.java
//SOURCES PairPlaces.java
//SOURCES PairReadings.java
//SOURCES PairRun.java
//SOURCES PairSetup.java
//SOURCES PlacesPicture.java
//SOURCES PublishedSeries.java
//SOURCES QueueGapMerge.java
//SOURCES QueueGaps.java
//SOURCES ReconnectOptions.java
//SOURCES RoleRun.java
//SOURCES RunMerge.java
//SOURCES ServerTimes.java
//SOURCES SharedPairs.java
//SOURCES SideBySideReport.java
//SOURCES Topology.java
//SOURCES WithoutQueue.java

package failover;

/**
 * The sources of {@code scripts/rpc-cast-failover.java}, {@code rpc-failover-family.java} and {@code amqp-cluster.java} besides the script
 * and the library; {@code .ci/sources} rewrites the list.
 */
public final class Parts {
    private Parts() {}
}
