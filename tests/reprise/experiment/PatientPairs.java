package reprise.experiment;

import reprise.simulator.rpc.MessageKind;
import reprise.testee.Changed;

/** Pairs whose last messages are waited for, however long a busy host takes: then as many are received as were sent. */
final class PatientPairs {
    private PatientPairs() {}

    static RpcPair.Plan casting(int threads, Experiment x) {
        var plan = RpcPair.Plan.unpaced(MessageKind.CAST, threads, x.seed());
        return plan.sending(Changed.of(plan.messages(), "drainNs", 20_000_000_000L));
    }
}
