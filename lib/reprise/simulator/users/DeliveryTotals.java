package reprise.simulator.users;

/**
 * A server's broadcasts: expected = made + lost, and lost has a cause each.
 *
 * @param messages broadcasts sent
 * @param expected open connections when each was sent, in all
 * @param made deliveries that were expected
 * @param inFlight the listener closed its connection before it came
 * @param cut the connection broke, or the server closed it
 * @param late came after the grace
 * @param skipped had not come when the listener left, though one sent later had: left out by the server, or only overtaken (messages
 *     of different senders need not reach the server in the order of their sending)
 * @param early came to a listener that had not been counted when it was sent; not expected, not in made
 * @param duplicates came to a listener that had them already; not in made
 * @param untracked broadcasts that found the table full; not in messages
 * @param incompleteMessages those that not everybody got within the grace
 */
public record DeliveryTotals(long messages, long expected, long made, long inFlight, long cut, long late, long skipped, long early,
                             long duplicates, long untracked, long incompleteMessages) {
    public long lost() {
        return inFlight + cut + late + skipped;
    }

    public boolean addsUp() {
        return expected == made + lost();
    }
}
