//FILES scenarios/rest-caller.json=../../scenarios/rest-caller.json
//SOURCES Callee.java
//SOURCES Case.java
//SOURCES CaseRows.java
//SOURCES EarlierRuns.java
//SOURCES Probe.java
//SOURCES Published.java
//SOURCES ServeOptions.java
//SOURCES Shape.java
//SOURCES Targets.java
//SOURCES WrkReport.java

package caller;

/**
 * The sources of {@code scripts/rest-caller.java} besides the script, the library and {@code load}; {@code .ci/sources} rewrites the list.
 */
public final class Parts {
    private Parts() {}
}
