package reprise.simulator.users;

/**
 * What a user does, again and again; runs on the user's own virtual thread and may block. A checked exception ends the iteration
 * as any other does: it is noted, and the iteration counts as complete, as in k6.
 */
@FunctionalInterface
public interface Script {
    void iteration(User user) throws Exception;
}
