package reprise.simulator.users;

/**
 * What a user does repeatedly; runs on the user's own virtual thread and may block. An exception ends the iteration: it is noted, and the
 * iteration counts as complete, as in k6.
 */
@FunctionalInterface
public interface UserScript {
    void iteration(User user) throws Exception;
}
