package reprise.testee.broker;

import java.util.List;

/**
 * A message on its way from a mirrored queue's home to the mirrors. It is taken when each of them has it or has died. The mirrors read
 * its octets and keep no copies: all nodes are one process, so that the queue itself is what a mirror has. Owned by the event loop.
 */
final class Mirroring implements Settled {
    private final Settled waiting;
    private int left;

    private Mirroring(int mirrors, Settled waiting) {
        this.left = mirrors;
        this.waiting = waiting;
    }

    static void send(Message message, Node home, List<Node> running, Settled waiting) {
        var mirrors = running.stream().filter(node -> node != home).toList();
        if (mirrors.isEmpty()) {
            waiting.settled(true);
            return;
        }
        var copies = new Mirroring(mirrors.size(), waiting);
        for (Node mirror : mirrors) home.link(mirror).send(copies.to(home, mirror), message);
    }

    private Parcel to(Node home, Node mirror) {
        return new Parcel() {
            @Override
            public void arrived(Message copy) {
                mirror.link(home).send(new Parcel() {
                    @Override
                    public void arrived(Message none) {
                        settled(true);
                    }

                    @Override
                    public void lost() {
                        settled(true);
                    }
                }, null);
            }

            @Override
            public void lost() {
                settled(true);
            }
        };
    }

    @Override
    public void settled(boolean has) {
        if (--left == 0) waiting.settled(true);
    }
}
