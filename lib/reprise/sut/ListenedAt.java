package reprise.sut;

import reprise.transport.Addresses;

/** What {@code --listen} has brought about, where the printed URL does not say it. */
public final class ListenedAt {
    private ListenedAt() {}

    /** With {@code ::} or {@code 0.0.0.0} the URL is one of many. */
    public static void tell(String address) {
        if (!Addresses.isEvery(address)) return;
        System.out.println("Listens at every address of this host; from others give one of those instead of " + Addresses.reachable(address)
            + ".");
    }
}
