package calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the cost of a unit grows: the same measured at one, ten and a hundred times a size, in turn and back, so that a drift of the
 * machine affects all. A row for ten times and one for a hundred, each beside the size itself.
 */
final class Growth {
    private static final List<Integer> TIMES = List.of(1, 10, 100);
    private final LimitTable table;
    private final int rounds;

    Growth(LimitTable table, int rounds) {
        this.table = table;
        this.rounds = rounds;
    }

    record Cost(String what, int decimals) {}

    /** Measures all the costs at once, in their order. */
    interface Measured {
        List<Double> at(int size) throws Exception;
    }

    /**
     * After a round that is thrown away: compiling is CPU time too, and would be the size's that comes first.
     *
     * @param of the sizes: {@code connections}
     */
    void warmRows(List<Cost> costs, int least, String of, Measured measured) throws Exception {
        for (int times : TIMES) measured.at(least * times);
        rows(costs, least, of, measured);
    }

    /** @param of the sizes: {@code users} */
    void rows(List<Cost> costs, int least, String of, Measured measured) throws Exception {
        var figures = new double[costs.size()][TIMES.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int at : round % 2 == 0 ? List.of(0, 1, 2) : List.of(2, 1, 0)) {
                var costsAt = measured.at(least * TIMES.get(at));
                for (int i = 0; i < costsAt.size(); i++) figures[i][at][round] = costsAt.get(i);
            }
        }
        for (int i = 0; i < costs.size(); i++) rows(costs.get(i), figures[i], least, of);
    }

    private void rows(Cost cost, double[][] figures, int least, String of) {
        double small = LimitTable.median(figures[0]);
        var sizes = new ArrayList<Integer>(TIMES.subList(1, TIMES.size()));
        for (int at = 1; at <= sizes.size(); at++) {
            double large = LimitTable.median(figures[at]);
            table.row(String.format(Locale.ROOT, "%s, %,d %s; %,d", cost.what, least * TIMES.get(at), of, least), large, small,
                cost.decimals, "<= 2");
        }
    }
}
