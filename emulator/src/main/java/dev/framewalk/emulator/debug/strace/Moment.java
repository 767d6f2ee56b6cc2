package dev.framewalk.emulator.debug.strace;

/**
 * A place in a run, the same in every repetition of it.
 *
 * @param exits how often guests had left the CPU
 * @param nanos the virtual time, in nanoseconds since the machine started
 */
record Moment(long exits, long nanos) {}
