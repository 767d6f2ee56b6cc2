/** A run that can be stopped, stepped, looked at and taken back. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.session;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
