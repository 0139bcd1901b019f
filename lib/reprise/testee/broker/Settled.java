package reprise.testee.broker;

/** Who waits for what becomes of a published message. */
interface Settled {
    Settled NOBODY = _ -> { };

    /** A queue has taken it, or refuses it. */
    void settled(boolean taken);
}
