/**
 * Labs: what a course hands out, and what grades what comes back. A lab is a directory (of the
 * class path or of the disk) that {@code lab.json} describes; a submission is checked in a JVM of
 * its own.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.lab;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
