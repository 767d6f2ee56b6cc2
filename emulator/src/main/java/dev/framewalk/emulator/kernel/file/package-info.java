/**
 * The guest's file system, which is in the machine's memory alone: the tree of nodes, how paths are
 * walked in it, and the kinds of open files.
 *
 * <p>{@code /dev/shm} is the registry of shared-memory objects; the bytes of every other regular
 * file are an object without a name, so that a mapping of a file is a mapping of an object.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.kernel.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
