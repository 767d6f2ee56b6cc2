package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run at a place: what it was made by, and all of the machine as it stood there. Looking at it
 * needs no CPU; {@link #open()} makes a machine that goes on from there.
 */
public final class Snapshot {
  private static final Console SILENT = (bytes, offset, length) -> {};

  private final Recipe recipe;
  private final SavedState state;
  private final String engine;

  Snapshot(Recipe recipe, SavedState state, String engine) {
    this.recipe = recipe;
    this.state = state;
    this.engine = engine;
  }

  /** What decides the run. The programs of one that was read from a file have silent consoles. */
  public Recipe recipe() {
    return recipe;
  }

  /** Where in the run. */
  public RunPlace place() {
    return state.time().place();
  }

  /** When in the run, in all detail. */
  public SavedTime time() {
    return state.time();
  }

  /** The memory as it was. */
  public SavedView view() {
    return new SavedView(state);
  }

  /** The processes that lived or that nobody had waited for, by pid. */
  public List<SavedProcess> processes() {
    return state.processes();
  }

  /** The tasks that lived, with their registers. */
  public List<SavedTask> tasks() {
    return state.tasks();
  }

  /** The version of Unicorn that ran it. */
  public String engine() {
    return engine;
  }

  SavedState state() {
    return state;
  }

  /** As {@link #open(Console, Console)}, with what programs write from here on dropped. */
  public DebugSession open() throws SnapshotException {
    return open(SILENT, SILENT);
  }

  /**
   * A session that stands where this was taken. The run is repeated up to here, which takes as long
   * as it took; what programs write meanwhile is not written again.
   *
   * @param output where the standard outputs of all programs go from here on
   * @param error where their standard errors go
   * @throws SnapshotException if the repetition does not come to what was saved, in whatever: the
   *     message names the first difference
   */
  public DebugSession open(Console output, Console error) throws SnapshotException {
    return open(output, error, repeating -> {});
  }

  /**
   * As {@link #open(Console, Console)}, for whoever may lose patience: a file may name a place that
   * its run never comes to.
   *
   * @param begun told of the session that repeats the run, before it does; its {@code interrupt}
   *     ends the repetition, which is then refused
   */
  public DebugSession open(Console output, Console error, Consumer<DebugSession> begun)
      throws SnapshotException {
    return new Reopening(this, output, error).open(begun);
  }
}
