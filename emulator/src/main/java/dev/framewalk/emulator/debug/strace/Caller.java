package dev.framewalk.emulator.debug.strace;

/**
 * Who made a call.
 *
 * @param pid the number of the process
 * @param tid the number of the thread
 */
record Caller(int pid, int tid) {}
