package reprise.experiment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The headings below which {@code --help} lists options, in its order. */
public enum OptionGroup {
    /** Those without an {@link In}. */
    OWN("Options"), LENGTH("Length"), RUN("Run"), LOAD("Load"), SYSTEM("System"), FAULT("Fault"), RECONNECT("Reconnects"),
    REPORT("Report"), PROGRAMS("For programs"), HELP("Help");

    /** The group of an option, or of all options of a class that have no other. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.TYPE})
    public @interface In {
        OptionGroup value();
    }

    private final String heading;

    OptionGroup(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }
}
