package reprise.simulator.users;

/**
 * A server's broadcasts: expected = made + lost, and each loss has one cause.
 *
 * @param messages broadcasts sent
 * @param expected sum over broadcasts of the connections open when each was sent
 * @param made expected deliveries that arrived in time
 * @param inFlight lost because the listener closed its connection first
 * @param cut lost because the connection broke, or the server closed it
 * @param late arrived after the grace
 * @param skipped missing when the listener left although a later message had arrived: omitted by the server, or only overtaken (messages
 * of different senders may reach the server in another order)
 * @param early arrived at a listener that was not yet counted when it was sent; neither expected nor made
 * @param duplicates arrived at a listener that had received them already; not in made
 * @param untracked broadcasts that found the table full; not in messages
 * @param incompleteMessages those that some listener did not receive within the grace
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
