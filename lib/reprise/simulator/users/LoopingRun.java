package reprise.simulator.users;

import static reprise.simulator.users.User.ACTIVE;
import static reprise.simulator.users.User.OUT;
import static reprise.simulator.users.User.RETIRING;

import java.util.concurrent.atomic.AtomicLong;

/** Users that run one iteration after another; {@link User} lists a user's states. */
final class LoopingRun extends ScenarioRun {
    private final UserSchedule schedule;
    private final Executor.Quota quota;
    private final AtomicLong left; // iterations left for all users together
    private final AtomicLong begun = new AtomicLong();
    private final User[] all;

    LoopingRun(Users users, UserScenario scenario, int place, Executor.Looping executor) {
        super(users, scenario, place);
        schedule = executor.schedule();
        quota = executor.quota();
        left = new AtomicLong(quota.ofAll() == Long.MAX_VALUE ? Long.MAX_VALUE : dealt(quota.ofAll()));
        all = new User[executor.maxUsers() + 1];
    }

    @Override
    long nextNs() {
        return schedule.atNs();
    }

    @Override
    void due(long sinceNs) {
        while (schedule.atNs() <= sinceNs) {
            if (share().has(schedule.user())) take(schedule.user());
            schedule.next();
        }
    }

    private void take(int number) {
        switch (schedule.kind()) {
            case START -> start(number);
            case RETIRE -> all[number].state.compareAndSet(ACTIVE, RETIRING);
            case END -> {
                if (schedule.atNs() >= schedule.durationNs() + scenario.executor().gracefulStop().toNanos()) graceIsOver();
                if (all[number].state.get() == RETIRING) all[number].end();
            }
            case DONE -> throw new IllegalStateException("virtual users: a step after the last one");
        }
    }

    private void start(int number) {
        if (all[number] == null) all[number] = newUser(number);
        var user = all[number];
        if (user.state.compareAndSet(RETIRING, ACTIVE)) return; // it had not finished: no new thread
        user.state.set(ACTIVE);
        running.incrementAndGet();
        user.begin(this);
    }

    @Override
    void live(User user) {
        long mayDo = quota.ofEach();
        boolean usedUp = false;
        do {
            for (user.clearEnd(); !usedUp && user.state.get() == ACTIVE; user.clearEnd()) {
                if (user.isEnded()) continue; // ended and started again since it continued
                usedUp = mayDo == 0 || quota.ofAll() != Long.MAX_VALUE && left.getAndDecrement() <= 0;
                if (usedUp) break;
                mayDo--;
                begun.incrementAndGet();
                iterate(user);
            }
        } while (!user.state.compareAndSet(RETIRING, OUT) && !(usedUp && user.state.compareAndSet(ACTIVE, OUT)));
        left();
    }

    @Override
    long neverBegun() {
        return quota.equals(Executor.Quota.NONE) ? 0 : iterations() - begun.get();
    }

    @Override
    boolean allBegun(long sinceNs) {
        return !schedule.startsLeft() && (sinceNs >= schedule.durationNs() || !quota.equals(Executor.Quota.NONE));
    }

    @Override
    void endAll() {
        for (; schedule.kind() != UserSchedule.Kind.DONE; schedule.next()) { } // no user starts any more
        for (var user : all) {
            if (user == null) continue;
            user.state.compareAndSet(ACTIVE, RETIRING);
            if (user.state.get() == RETIRING) user.end();
        }
    }
}
