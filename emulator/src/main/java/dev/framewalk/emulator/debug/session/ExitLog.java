package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.machine.RunSteering.Exit;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which instruction came before each exit of a run, and whose it was: what going back by one
 * instruction needs to know. Of a long run, the last million exits.
 */
final class ExitLog {
  private static final int KEPT = 1 << 20;
  private static final int FIRST_SIZE = 1 << 10;

  /** No instruction of a task's: a wait that came to its end. */
  private static final long NO_INSTRUCTION = -1;

  private long[] lastInstruction = new long[FIRST_SIZE];
  private int[] tasks = new int[FIRST_SIZE];

  /** Exits that were ever added, from exit 0 on. */
  private long count;

  /**
   * Notes exit number {@code exit}, counted from 0, if it is the next one that is not known yet.
   *
   * @param completed instructions completed between the exit before it and this one
   */
  void add(long exit, int tid, Exit kind, long completed) {
    if (exit != count) {
      return;
    }
    if (count == lastInstruction.length && count < KEPT) {
      lastInstruction = Arrays.copyOf(lastInstruction, 4 * lastInstruction.length);
      tasks = Arrays.copyOf(tasks, lastInstruction.length);
    }
    final int slot = slot(count);
    tasks[slot] = tid;
    lastInstruction[slot] =
        switch (kind) {
          case SYSTEM_CALL, EXCEPTION -> completed;
          case QUANTUM -> completed - 1;
          case WAIT_OVER -> NO_INSTRUCTION;
        };
    count++;
  }

  private int slot(long exit) {
    return (int) (exit % lastInstruction.length);
  }

  /** The first exit that is known still. */
  long first() {
    return Math.max(0, count - lastInstruction.length);
  }

  /**
   * Where the last instruction before exit number {@code exit} was done, counted from 1, is about
   * to be executed: of any task, or of task {@code tid}. Empty if there is none, or it is so far
   * back that it is not known.
   */
  Optional<RunPlace> lastInstructionBefore(long exit, OptionalInt tid) {
    for (long at = Math.min(exit, count) - 1; at >= first(); at--) {
      final int slot = slot(at);
      if (lastInstruction[slot] != NO_INSTRUCTION
          && (tid.isEmpty() || tid.getAsInt() == tasks[slot])) {
        return Optional.of(new RunPlace(at, lastInstruction[slot]));
      }
    }
    return Optional.empty();
  }
}
