package reprise.transport.amqp;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The number of a method whose arguments are the record's components, and the reserved arguments around them. */
@Retention(RetentionPolicy.RUNTIME)
@interface Arguments {
    /** {@code classId << 16 | methodId}. */
    int id();

    Argument[] before() default {};

    Argument[] after() default {};
}
