/** Tests of the JUnit extension, by using it and by running tests that use it. */
@NullMarked
@CheckReturnValue
package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
