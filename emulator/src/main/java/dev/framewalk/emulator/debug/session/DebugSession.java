package dev.framewalk.emulator.debug.session;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.TlbProbe;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run that stands still between commands.
 *
 * <p>It is the run that {@code framewalk run} makes of the same recipe: stopping and looking change
 * nothing in it. Going back makes a new machine and runs it to the place; so {@link #machine()},
 * {@link #view()} and tasks are to be asked for anew after every command that moves.
 *
 * <p>One thread at a time uses a session; {@link #interrupt()} alone may be called from any.
 */
public interface DebugSession extends AutoCloseable {
  /** What decides the run. */
  Recipe recipe();

  /** The machine as it stands now. */
  Machine machine();

  /** Its memory. */
  MemoryView view();

  /** Its CPU. */
  TlbProbe tlb();

  /** Why it stands still. */
  Stop stop();

  /** Where it stands. */
  default RunPlace place() {
    return stop().place();
  }

  /** The task whose instruction is next, if one can run. */
  Optional<Task> current();

  /**
   * Runs until a breakpoint, a watch, something of {@code goal}, or the end. What a console throws
   * comes out of here and of each other move; the session then stands where it stood before.
   */
  @CanIgnoreReturnValue
  Stop resume(Goal goal);

  /**
   * Runs until one instruction more of any task (of task {@code tid}, if given) has been completed
   * or has caused a fault; a system call counts as one, with what it does.
   */
  @CanIgnoreReturnValue
  Stop stepInstruction(OptionalInt tid);

  /** Goes to {@code place}, forward or back; stops for nothing on the way. */
  @CanIgnoreReturnValue
  Stop goTo(RunPlace place);

  /** Goes back by one instruction of any task (of task {@code tid}, if given). */
  @CanIgnoreReturnValue
  Stop stepBack(OptionalInt tid);

  /**
   * Goes back to the last stop before this one that {@link #resume} with the same goal would have
   * made; to the start if there is none. Where this place was come to in another way, behind a
   * watched access that was not stopped at, that is the stop: at this very place.
   */
  @CanIgnoreReturnValue
  Stop resumeBack(Goal goal);

  /**
   * Goes back as a CPU would that runs in reverse: over the store that a watch has stopped the run
   * behind, here too, to before the instruction that made it.
   *
   * @return what {@link #resumeBack} would have stopped at; the session stands before the
   *     instruction if that is a store
   */
  @CanIgnoreReturnValue
  Stop resumeReversed(Goal goal);

  /** Stops a run that is under way in another thread, soon; the next one if none is. */
  void interrupt();

  /** Sets a breakpoint. */
  @CanIgnoreReturnValue
  Breakpoint breakAt(OptionalInt pid, long address);

  /** Sets a watch on bytes that lie in one page of a process. */
  @CanIgnoreReturnValue
  Watch.OfAddress watch(Watch.Kind kind, int pid, long address, int length);

  /** Sets a watch on an object. */
  @CanIgnoreReturnValue
  Watch.OfObject watchObject(Watch.Kind kind, long object);

  /** Takes a breakpoint or watch away; says whether there was one of that number. */
  @CanIgnoreReturnValue
  boolean remove(int id);

  /** The breakpoints that are set. */
  List<Breakpoint> breakpoints();

  /** The watches that are set. */
  List<Watch> watches();

  /** Gives the machine back. A second call does nothing. */
  @Override
  void close();
}
