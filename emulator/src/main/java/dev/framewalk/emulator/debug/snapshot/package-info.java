/**
 * Snapshot files: a run at a place, to be looked at again and gone on from.
 *
 * <p>A file holds the recipe of the run, its place, and the state of the machine there. Looking at
 * it runs nothing. Going on repeats the run up to the place in a new machine, and is refused if
 * that does not come to the state that was saved.
 *
 * <p>The file's layout. Numbers are big-endian; a text is its length in characters (4 bytes), a
 * byte that says how many bytes a character has (1: ISO 8859-1, 2: UTF-16), and the characters; an
 * optional value is a byte, 0 or 1, and if 1 the value; a list is its length (4 bytes) and its
 * elements.
 *
 * <pre>
 *    0   8  magic: 89 'F' 'W' 'S' 'N' 'P' 0d 0a
 *    8   4  version of the format: 1
 *   12   4  CRC-32C of bytes 0 to 11     these 16 bytes are alike in every version
 *   16   8  bytes of the whole file
 *   24   4  sections: 10
 *   28   4  CRC-32C of bytes 0 to 27
 *   32      the sections, in this order, each: its name (4 ASCII bytes), its length (8), its bytes
 *             MADE  Unicorn's version
 *             RECP  machine configuration, distinct program files, programs, guest files
 *             TIME  place, virtual time, schedule hash, next timer, queue of tasks
 *             PROC  processes with their descriptors
 *             TASK  tasks with their registers
 *             SPAC  address spaces: paging mode and areas
 *             OBJS  shared objects and their frames, as runs
 *             FRAM  frames in use, as runs: purpose and references; the kernel's root table
 *             WRIT  who stored to entries last: the writers; runs of entries with a writer each
 *             PAGE  runs of frames that are stored; runs of frames that hold the poison word; then
 *                   the stored ones' bytes, 64 frames at a time: length (4), raw deflate of them.
 *                   All other frames hold zeroes.
 *   end-36  4  'END.'
 *   end-32 32  SHA-256 of everything before it
 * </pre>
 *
 * <p>What is read is trusted in nothing: lengths are held against what is left before anything is
 * allocated, the digest is checked before any section is looked at, packed pages are unpacked into
 * as many bytes as there have to be and never more, and no class is loaded by name.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.snapshot;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
