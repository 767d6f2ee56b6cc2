package dev.framewalk.emulator.debug.session;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What to stop at beside breakpoints, watches and the end of the run.
 *
 * @param events the kinds of events to stop at
 * @param call only this system call, by number, for the two kinds of system-call events
 * @param pid only events of this process
 */
public record Goal(Set<Event> events, OptionalLong call, OptionalInt pid) {
  /** What can happen in a run. */
  public enum Event {
    /** A system call is about to be served; RIP is at its instruction. */
    BEFORE_CALL,
    /** A system call has been served. */
    AFTER_CALL,
    /** A page fault has been looked at, and mended or not. */
    ANY_FAULT,
    /**
     * A fault that the kernel does not mend and that ends the process: the moment before it does.
     * RIP is at the instruction and the tables stand.
     */
    FATAL_FAULT,
    /** A process is about to end, whatever ends it, and its tables still stand. */
    PROCESS_END,
    /** A process has been made. */
    PROCESS_START,
    /** Another task is put on the CPU. */
    SWITCH
  }

  public Goal {
    events = Set.copyOf(events);
  }

  /** Nothing beside breakpoints, watches and the end of the run. */
  public static final Goal END = new Goal(Set.of(), OptionalLong.empty(), OptionalInt.empty());

  /** The next event of one of these kinds. */
  public static Goal at(Event... events) {
    return new Goal(Set.of(events), OptionalLong.empty(), OptionalInt.empty());
  }

  /** The same, for one system call only. */
  public Goal ofCall(long number) {
    return new Goal(events, OptionalLong.of(number), pid);
  }

  /** The same, for one process only. */
  public Goal of(int process) {
    return new Goal(events, call, OptionalInt.of(process));
  }
}
