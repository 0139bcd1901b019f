package reprise.recorder;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * The limits of a number in a file that is bound to a record, or of each number in a list or map; both ends are included. On a record they
 * apply to all its numbers without limits of their own. A violation is reported at the number's own line and path, and reading continues.
 */
@Retention(RetentionPolicy.RUNTIME)
public @interface Limits {
    double least() default 0;

    double most() default Double.POSITIVE_INFINITY;

    double example() default 1;
}
