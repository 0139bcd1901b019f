package reprise.transport;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;

/** Reports each event to a test: "opened", "closed", the number of bytes, the error. */
class ToldUser implements RequestSocket.User {
    private final BlockingQueue<Object> told;

    ToldUser(BlockingQueue<Object> told) {
        this.told = told;
    }

    @Override
    public void opened() {
        told.add("opened");
    }

    @Override
    public void notOpened(Throwable why) {
        told.add(SocketTrouble.of(why));
    }

    @Override
    public void read(ByteBuf bytes) {
        told.add(bytes.readableBytes());
    }

    @Override
    public void closed() {
        told.add("closed");
    }

    @Override
    public void broke(IOException why) {
        told.add(why);
    }

    @Override
    public void failed(Throwable thrown) {
        told.add(thrown);
    }
}
