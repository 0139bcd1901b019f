package reprise.simulator.users;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import reprise.recorder.Share;

/** Starts iterations at their times, each on a thread of its own with a free user; without a free user it drops them. */
final class ArrivingRun extends ScenarioRun {
    private final ArrivalSchedule schedule;
    private final UserPool pool;
    private final User[] all;
    private final ConcurrentLinkedQueue<User> free = new ConcurrentLinkedQueue<>(); // until they return to the pool
    private final long endNs;
    private final Optional<Share> dealt; // of the arrivals
    private int arrival = 1; // the next one's number, from 1 to the number of shares with users
    private long lastNs; // when the latest one started
    private volatile double ratePerSec;
    private volatile int made;

    ArrivingRun(Users users, UserScenario scenario, int place, Executor.Arriving executor) {
        super(users, scenario, place);
        schedule = executor.schedule();
        pool = new UserPool(share().of(executor.preAllocated()), share().of(executor.maxUsers()));
        all = new User[share().of(executor.maxUsers()) + 1];
        dealt = share().among(executor.maxUsers());
        toOwn();
        made = pool.made();
        endNs = schedule.durationNs() + executor.gracefulStop().toNanos();
    }

    @Override
    long nextNs() {
        return schedule.atNs() != Long.MAX_VALUE ? schedule.atNs() : running.get() > 0 ? endNs : Long.MAX_VALUE;
    }

    @Override
    void due(long sinceNs) {
        for (; schedule.atNs() <= sinceNs; next()) {
            for (var user = free.poll(); user != null; user = free.poll()) pool.give(share().own(user.number()));
            int number = pool.take();
            if (number == UserPool.DROPPED) users.dropped(place, 1);
            else begin(number);
            if (schedule.atNs() > lastNs) ratePerSec = 1e9 / (schedule.atNs() - lastNs);
            lastNs = schedule.atNs();
            made = pool.made();
        }
        if (sinceNs < endNs) return;
        graceIsOver();
        endAll();
    }

    /** To the next arrival of this share: the first is that of the first share, and so on in turn. */
    private void next() {
        skip();
        toOwn();
    }

    private void toOwn() {
        while (schedule.atNs() != Long.MAX_VALUE && !dealt.map(its -> its.has(arrival)).orElse(false)) skip();
    }

    private void skip() {
        schedule.next();
        arrival = arrival % dealt.map(Share::of).orElse(1) + 1;
    }

    private void begin(int number) {
        if (all[number] == null) all[number] = newUser(share().place(number - 1) + 1);
        var user = all[number];
        user.state.set(User.ACTIVE);
        running.incrementAndGet();
        user.begin(this);
    }

    @Override
    void live(User user) {
        iterate(user);
        user.state.set(User.OUT);
        free.add(user);
        left();
    }

    /** k6's figure: from the interval between the latest two. */
    @Override
    double ratePerSec() {
        return ratePerSec;
    }

    @Override
    int usersMade() {
        return made;
    }

    @Override
    boolean allBegun(long sinceNs) { // an arrival may still be due, where the thread is late
        return sinceNs >= schedule.durationNs() && schedule.atNs() == Long.MAX_VALUE;
    }

    @Override
    void endAll() {
        while (schedule.atNs() != Long.MAX_VALUE) schedule.next(); // no iteration starts any more
        for (var user : all) if (user != null && user.state.get() == User.ACTIVE && !user.isEnded()) user.end();
    }
}
