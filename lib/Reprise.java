//JAVA 25+
//DEPS io.netty:netty-bom:4.2.10.Final@pom
//DEPS io.netty:netty-codec-base
//DEPS io.netty:netty-handler
//DEPS io.netty:netty-transport-classes-epoll
//DEPS io.netty:netty-transport-native-epoll:4.2.10.Final:linux-x86_64
//DEPS io.netty:netty-transport-native-epoll:4.2.10.Final:linux-aarch_64
//DEPS com.fasterxml.jackson.core:jackson-databind:2.21.0
//DEPS org.hdrhistogram:HdrHistogram:2.2.2
//DEPS info.picocli:picocli:4.7.7
//DEPS me.tongfei:progressbar:0.10.2
//DEPS com.github.oshi:oshi-core:6.9.2
//DEPS org.slf4j:slf4j-nop:2.0.17
//JAVA_OPTIONS --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
//SOURCES reprise/document/Claim.java
//SOURCES reprise/document/FailoverMeasures.java
//SOURCES reprise/document/FailoverRun.java
//SOURCES reprise/document/FailoverScenario.java
//SOURCES reprise/document/Scenario.java
//SOURCES reprise/document/Verdict.java
//SOURCES reprise/recorder/Clock.java
//SOURCES reprise/recorder/Event.java
//SOURCES reprise/recorder/HistogramLog.java
//SOURCES reprise/recorder/LoopRecorder.java
//SOURCES reprise/recorder/Recorder.java
//SOURCES reprise/recorder/Recording.java
//SOURCES reprise/recorder/Run.java
//SOURCES reprise/recorder/RunFile.java
//SOURCES reprise/recorder/RunRows.java
//SOURCES reprise/recorder/Schema.java
//SOURCES reprise/recorder/Second.java
//SOURCES reprise/recorder/StrictJson.java
//SOURCES reprise/recorder/Usage.java
//SOURCES reprise/report/Axis.java
//SOURCES reprise/report/Chart.java
//SOURCES reprise/report/ChartSvg.java
//SOURCES reprise/report/ConsoleReport.java
//SOURCES reprise/report/FailoverCharts.java
//SOURCES reprise/report/FailoverRst.java
//SOURCES reprise/report/Headline.java
//SOURCES reprise/report/HtmlReport.java
//SOURCES reprise/report/Illustration.java
//SOURCES reprise/report/Markup.java
//SOURCES reprise/report/Numbers.java
//SOURCES reprise/report/PageStyle.java
//SOURCES reprise/report/Palette.java
//SOURCES reprise/report/Reports.java
//SOURCES reprise/report/Rows.java
//SOURCES reprise/transport/Sockets.java

/**
 * What JBang reads when a script says {@code //SOURCES ../lib/Reprise.java}: the dependencies once, the sources one by
 * one (globs find nothing when a script is run by URL). {@code .ci/sources} rewrites the list, a test compares it.
 */
public final class Reprise {
    private Reprise() {}
}
