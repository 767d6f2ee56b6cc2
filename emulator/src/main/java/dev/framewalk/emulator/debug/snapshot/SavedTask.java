package dev.framewalk.emulator.debug.snapshot;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A task that lived.
 *
 * @param tid its number
 * @param pid its process's
 * @param name of the thread
 * @param waitsFor what the call that it made waits for, in words; empty if it could run
 * @param deadline when the wait ends at the latest, in nanoseconds of the virtual clock
 * @param cpuNanos how long it had had the CPU
 * @param clearChildTid the address that is zeroed when it ends, or 0 (set_tid_address(2))
 * @param robustList the head of its list of robust futexes, or 0 (set_robust_list(2))
 */
public record SavedTask(
    int tid,
    int pid,
    String name,
    Optional<String> waitsFor,
    OptionalLong deadline,
    long cpuNanos,
    long clearChildTid,
    long robustList,
    SavedRegisters registers) {}
