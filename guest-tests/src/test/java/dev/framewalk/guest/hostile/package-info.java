/** Guests that do what no program should, and what becomes of the machine: nothing. */
@NullMarked
@CheckReturnValue
package dev.framewalk.guest.hostile;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
