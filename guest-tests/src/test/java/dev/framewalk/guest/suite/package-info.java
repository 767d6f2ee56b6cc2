/**
 * The project's own guest programs: the table of them, what each says of itself, and the runners
 * that they are proven on.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.guest.suite;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
