/**
 * Shared-memory objects: their names, their frames and the mappings that show them.
 *
 * <p>A {@link dev.framewalk.emulator.shm.ShmRegistry} holds the objects of one machine. An object
 * is reached through a {@link dev.framewalk.emulator.shm.ShmHandle}, which is what one open gives,
 * and shown by {@link dev.framewalk.emulator.shm.SharedMapping}s, which the kernel implements.
 * Handles and mappings are its references: it dies when it has lost its name and the last of them.
 *
 * <p>Nothing here knows a CPU, a guest, a file descriptor or an errno; what is below is {@code
 * pagetable} alone. One thread uses a registry and all that belongs to it at a time.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.shm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
