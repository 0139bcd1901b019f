//SOURCES Calls.java
//SOURCES GivenContent.java
//SOURCES LiveLoad.java
//SOURCES LoadOptions.java
//SOURCES LoadReport.java
//SOURCES LoadRequest.java
//SOURCES LoadRun.java

package load;

/**
 * The sources of {@code scripts/http-load.java} besides the script and the library, and of {@code rest-caller load}; {@code .ci/sources}
 * rewrites the list.
 */
public final class Parts {
    private Parts() {}
}
