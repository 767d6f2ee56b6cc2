/**
 * A picture of a run in one HTML file: tables, frames and events, recorded while it runs; and the
 * same page served live by a debugging session.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
