package dev.framewalk.guest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * In place of {@link GuestTest}: the test runs once for each {@code .S} file of a directory.
 *
 * <p>Where files say in their comments what they are to do ({@code # RUN:}, {@code # EXPECT-OUT:}:
 * the format of {@code framewalk test}), each of those is a test, and what stands beside them is
 * what they run with. Such a file brings its programs and its machine along; it is run behind the
 * body of the method, which has no parameters of ours and is usually empty.
 *
 * <p>Where none does, each file is a program, loaded behind those of {@link GuestProgram}. Behind
 * the body of the test, which may be empty, the programs run to their end, and each must have
 * exited with status 0, unless the body has looked at how it ends.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(GuestExtension.class)
@ExtendWith(GuestInvocations.class)
public @interface GuestSource {
  /**
   * The directory: an absolute path, one relative to the module's, or one that is found as the file
   * of a {@link GuestProgram} is.
   */
  String value();
}
