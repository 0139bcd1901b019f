package reprise.simulator.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;
import reprise.recorder.WholeFile;
import reprise.simulator.rpc.LedgerPage.State;

/**
 * Writes messages.csv: every single message of a {@link Ledger} in order of beginning; seconds after the start, to a microsecond. Threads
 * count from 1, as in the notes. Unknown cells are empty; the broker confirmed unroutable messages too. The id joins the halves of a
 * client and a server that ran apart.
 */
public final class LedgerCsv {
    private static final String HEAD =
        "seq,thread,begunSec,outcome,confirmedSec,confirmedNode,deliveries,firstDeliveredSec,firstDeliveredNode,resent,id\n";
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[][] OUTCOMES = java.util.Arrays.stream(State.ALL)
        .map(state -> state.name().toLowerCase(Locale.ROOT).getBytes(US_ASCII)).toArray(byte[][]::new);
    private static final int LONGEST_NUMBER = 20;

    private final Ledger ledger;
    private final long startNs;
    private final OutputStream out;
    private final byte[] digits = new byte[LONGEST_NUMBER];

    private LedgerCsv(OutputStream out, Ledger ledger, long startNs) {
        this.ledger = ledger;
        this.startNs = startNs;
        this.out = out;
    }

    /** Call when client and server are closed. */
    public static void write(Path file, Ledger ledger, long startNs) throws IOException {
        WholeFile.write(file, out -> new LedgerCsv(out, ledger, startNs).all());
    }

    private void all() throws IOException {
        out.write(HEAD.getBytes(US_ASCII));
        for (int row = 0; row < ledger.rows().count(); row++) row(ledger.rows().page(row), LedgerRows.inPage(row));
    }

    private void row(LedgerPage page, int at) throws IOException {
        var state = page.state(at);
        boolean sent = state != State.UNKNOWN;
        boolean confirmed = state == State.CONFIRMED || state == State.UNROUTABLE;
        boolean delivered = page.deliveries[at] > 0;
        number(page.seq[at]);
        cell(page.thread[at] >= 0, page.thread[at] + 1);
        seconds(sent, page.begunNs[at]);
        out.write(',');
        if (ledger.hasClient()) out.write(OUTCOMES[state.ordinal()]);
        seconds(confirmed, page.endedNs[at]);
        cell(confirmed && page.endedNode[at] > 0, page.endedNode[at]);
        cell(ledger.hasServer(), page.deliveries[at]);
        seconds(delivered, page.firstNs[at]);
        cell(delivered && page.firstNode[at] > 0, page.firstNode[at]);
        cell(sent, page.resends[at]);
        out.write(',');
        hex(page.idHigh[at]);
        hex(page.idLow[at]);
        out.write('\n');
    }

    private void cell(boolean known, long value) throws IOException {
        out.write(',');
        if (known) number(value);
    }

    private void number(long value) throws IOException {
        if (value < 0) {
            out.write(Long.toString(value).getBytes(US_ASCII)); // another sender's
            return;
        }
        digits(value, 1);
    }

    private void digits(long value, int least) throws IOException {
        int from = LONGEST_NUMBER;
        for (long left = value; left > 0 || LONGEST_NUMBER - from < least; left /= 10) digits[--from] = (byte) ('0' + left % 10);
        out.write(digits, from, LONGEST_NUMBER - from);
    }

    private void seconds(boolean known, long atNs) throws IOException {
        out.write(',');
        if (!known) return;
        long micros = Math.floorDiv(atNs - startNs, 1000);
        if (micros < 0) out.write('-');
        digits(Math.abs(micros) / 1_000_000, 1);
        out.write('.');
        digits(Math.abs(micros) % 1_000_000, 6);
    }

    private void hex(long value) throws IOException {
        for (int shift = 60; shift >= 0; shift -= 4) out.write(HEX[(int) (value >>> shift) & 15]);
    }
}
