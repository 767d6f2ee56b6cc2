package dev.framewalk.guest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * In place of {@link GuestTest}: the test runs once under each of these seeds, each time on a
 * machine of its own.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(GuestExtension.class)
@ExtendWith(GuestInvocations.class)
public @interface GuestSeeds {
  /** The seeds: {@code "1..50"}, {@code "7"}, {@code "1,5,9"}. */
  String value();
}
