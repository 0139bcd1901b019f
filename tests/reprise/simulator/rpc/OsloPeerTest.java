package reprise.simulator.rpc;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;

/** Over the embedded cluster. */
@Tag("waits")
final class OsloPeerTest extends OsloPeerTests {
    private Cluster cluster;

    @Override
    @BeforeEach
    void openLoops() throws Exception {
        cluster = Cluster.start(ClusterPlan.local(1));
        super.openLoops();
    }

    @Override
    @AfterEach
    void closeAll() {
        super.closeAll();
        cluster.close();
    }

    @Override
    int port() {
        return cluster.port(1);
    }
}
