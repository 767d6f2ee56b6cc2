package dev.framewalk.guest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The machine that each test of a class gets, or one test, and what its run may take.
 *
 * <p>What is not given is taken from the enclosing class, and at last from {@code
 * MachineConfig.defaults()}. Where one value makes sense, none or one may be given: {@code seed =
 * 7}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(GuestExtension.class)
public @interface GuestMachine {
  /** Decides who runs when, and all else that is left to chance; 0 if not given. */
  long[] seed() default {};

  /** About how many guest instructions a process may run before another gets its turn. */
  int[] quantum() default {};

  /** RAM: {@code "64M"}; K, M and G count in 1024. */
  String memory() default "";

  /**
   * How many guest instructions the run may take: {@code "10M"}, {@code "500k"}; k, M and G count
   * in 1000. A hundred million if not given. A run that takes more fails.
   */
  String budget() default "";

  /** The model of the CPU. */
  GuestCpu[] cpu() default {};

  /** Most objects that may live at once. */
  int[] maxObjects() default {};

  /** Largest size of an object: {@code "16M"}. */
  String maxObjectSize() default "";

  /** Longest name of an object, in bytes without its slash. */
  int[] maxNameBytes() default {};

  /** What all programs together may print: {@code "1M"}; what goes beyond is ENOSPC for them. */
  String outputLimit() default "";

  /**
   * Names of objects that may be left behind, {@code "/ring"}; {@code "*"} allows any. They are
   * added to what an enclosing class allows.
   */
  String[] mayLeave() default {};

  /** Whether the programs must do on the host's Linux what they do in the machine. */
  LinuxComparison[] linux() default {};
}
