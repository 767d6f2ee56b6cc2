package dev.framewalk.guest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of which program a parameter is: a {@link GuestProcess}, or its {@link PageTables}. Where
 * the test has one program only, it can be left out.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Guest {
  /** The program's name, as {@link GuestProgram#name} has it. */
  String value();
}
