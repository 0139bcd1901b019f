//SOURCES Bill.java
//SOURCES Checkout.java
//SOURCES Checksums.java
//SOURCES Compiled.java
//SOURCES Directives.java
//SOURCES IndexPage.java
//SOURCES Jar.java
//SOURCES MergedJar.java
//SOURCES PublishedTree.java
//SOURCES Release.java
//SOURCES Version.java
package publish;

/** The sources that scripts/publish.java consists of; {@code .ci/sources} rewrites the list. */
public final class Parts {
    private Parts() {}
}
