package dev.framewalk.emulator.debug.session;

import java.util.OptionalInt;

/**
 * An instruction to stop before.
 *
 * @param id the number that people name it by, unique in its session
 * @param pid only in this process; empty for all
 * @param address of the instruction
 */
public record Breakpoint(int id, OptionalInt pid, long address) {}
