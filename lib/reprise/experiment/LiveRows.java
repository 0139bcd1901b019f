package reprise.experiment;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import reprise.recorder.Second;
import reprise.recorder.Usage;

/**
 * A phase in progress by the second, in lines of at most 79 columns.
 * {@snippet :
 * x.show(new LiveRows("  sec    sent", (second, usage) -> String.format("%5d %7d", second.index(), second.count(RpcMetrics.SENT)),
 *     () -> ""));
 * }
 *
 * @param head the line above them
 * @param row a second's line, from the second and the processes' usage in it
 * @param now a few words beside the progress bar, several times a second; empty for nothing
 */
public record LiveRows(String head, BiFunction<Second, Map<String, Usage>, String> row, Supplier<String> now) {}
