package reprise.sut;

import reprise.transport.Addresses;

/** Explains what {@code --listen} did, where the printed URL does not show it. */
public final class ListenedAt {
    private ListenedAt() {}

    /** With {@code ::} or {@code 0.0.0.0}, the printed URL is one of many. */
    public static void tell(String address) {
        if (!Addresses.isEvery(address)) return;
        System.out.println("Listens at every address of this host; from others give one of those instead of " + Addresses.reachable(address)
            + ".");
    }
}
