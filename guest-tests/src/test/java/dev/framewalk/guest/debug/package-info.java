/**
 * What the debugger says of machines that really run: comparisons, audits, and the CPU's own
 * translations.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.guest.debug;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
