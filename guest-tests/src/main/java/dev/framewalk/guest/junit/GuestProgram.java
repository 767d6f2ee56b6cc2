package dev.framewalk.guest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A program that is loaded into the machine of each test of a class, or of one test.
 *
 * <p>Those of an enclosing class come first, then those of the class, then those of the method; one
 * of the same name takes the place of the outer one.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Repeatable(GuestPrograms.class)
@ExtendWith(GuestExtension.class)
public @interface GuestProgram {
  /** What tests call it; if nothing is given, its file's name without the extension. */
  String name() default "";

  /**
   * Where the program comes from:
   *
   * <ul>
   *   <li>the text of a source, if there is a line end in it;
   *   <li>a file with an absolute path;
   *   <li>a file beside the test class: in its directory below {@code src/test/java} or {@code
   *       src/test/resources}, or in its package on the class path;
   *   <li>a file below {@code src/test/asm} or {@code src/test/resources}, or on the class path.
   * </ul>
   *
   * <p>A file whose name ends in {@code .S} is a source in GNU as syntax, which may use the include
   * files that come with Framewalk ({@code guest.inc}); any other is a static x86-64 ELF file.
   */
  String value();

  /** The arguments behind argv[0]; each is one, whatever is in it. */
  String[] args() default {};

  /** All that its standard input holds, as UTF-8; {@code /dev/null} if nothing is given. */
  String input() default "";
}
