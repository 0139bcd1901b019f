package reprise.recorder;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names records with derived keys in the same JSON object. They are written for other programs and ignored when the file is read. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WrittenBeside {
    Class<? extends Record>[] value();
}
