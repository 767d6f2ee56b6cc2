/**
 * One x86_64 CPU on one Unicorn engine, and the host memory that is its RAM.
 *
 * <p>The unsafe edge: the only package that imports JNA. It knows no page table, no process and no
 * system call; it runs guest instructions and says why it stopped.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.unicorn;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
