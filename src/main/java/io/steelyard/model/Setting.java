package io.steelyard.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a key of the configuration file. The key is the component's name in snake_case; its type
 * says how the value is read. The records so marked are the one source of what a file may say: reading it, its errors
 * and its documentation follow from them, for the built-in settings and for the parameters of a plug-in alike.
 *
 * <p>A component may be a String, int, long, double, boolean, Duration, Path, Pattern, an enum (written in lower case),
 * any type with a {@code public static T parse(String)} that throws IllegalArgumentException (its message continues
 * "VALUE ..."; that of a {@link SettingException} does not, for values that nobody may see), an Optional or List of
 * these, a Map from a String to one of these, or another such record.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What it is for, its unit, and what its special values mean: a sentence or two for the reference. */
    String help();

    /** The default as YAML. Empty: the key is required, unless it is an Optional or a block of keys with defaults. */
    String value() default "";

    /** The least value allowed, written as in the file. */
    String min() default "";

    /** The greatest value allowed, written as in the file. */
    String max() default "";

    /** The key is reserved for a version to come: any value but the default is refused, so that none is ignored. */
    boolean planned() default false;

    /**
     * A change of it, or of anything below it, takes effect when the file is read again. Of a key at the top of the file;
     * all others count from the next start on.
     */
    boolean live() default false;

    /** Names a block at the top of the file whose values are the defaults of this one. */
    String inherit() default "";

    /** Of a component of type Record: the sibling key that names which record it is. */
    String by() default "";
}
