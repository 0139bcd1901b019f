package reprise.experiment;

import java.util.Set;

/**
 * A part of an experiment in a process of its own, such as a client whose server is on another host: a command of the script.
 *
 * @param does its description in {@code --help}
 * @param script the same script, made so that it performs this part alone
 * @param without the options that it refuses or has no use for, which {@code --help} leaves out; those on repeats are always
 */
public record Part(String name, String does, Script script, Set<String> without) {
    /** One that takes all options. */
    public Part(String name, String does, Script script) {
        this(name, does, script, Set.of());
    }
}
