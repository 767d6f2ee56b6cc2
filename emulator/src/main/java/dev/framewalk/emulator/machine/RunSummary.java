package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.shm.ShmStat;
import java.util.List;
import java.util.Map;

/**
 * The facts of a run.
 *
 * @param processes what became of each process, in the order they were made
 * @param objects objects that are still there, named or referenced
 * @param framesInUse frames in use at the end, the kernel's own included
 * @param kernelFrames how many of them are the kernel's own
 * @param pagesMapped entries made for user pages during the run, those of large pages counted as
 *     one
 * @param syscalls system calls made
 * @param faults page faults of ring 3, those served included
 * @param switches times that another process was put on the CPU
 * @param unknownCalls numbers of system calls that the kernel does not have, with how often
 * @param scheduleHash a hash of which process ran when and where it left the CPU: equal runs have
 *     equal hashes
 * @param outputLimitReached whether a program wanted to print more than {@link
 *     MachineConfig#outputBytes} allows
 */
public record RunSummary(
    List<ProcessOutcome> processes,
    List<ShmStat> objects,
    long framesInUse,
    long kernelFrames,
    long pagesMapped,
    long syscalls,
    long faults,
    long switches,
    Map<Long, Long> unknownCalls,
    long scheduleHash,
    boolean outputLimitReached) {}
