package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.disassembly.Disassembler;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.snapshot.SnapshotException;
import dev.framewalk.emulator.debug.snapshot.SnapshotFile;
import dev.framewalk.emulator.kernel.Console;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** What a debugger has in its hands: a session, marks, the process that it looks at. */
final class Debugger implements AutoCloseable {
  private final Marks marks = new Marks();
  private final Disassembler disassembler = new Disassembler();
  private final Console output;
  private final Console error;
  private volatile DebugSession session;

  /** What Ctrl-C stops: the session, or the one that repeats a saved run to become it. */
  private volatile DebugSession moving;

  private OptionalInt used = OptionalInt.empty();

  /**
   * @param output where programs of a session that is loaded write
   */
  Debugger(DebugSession session, Console output, Console error) {
    this.session = session;
    this.moving = session;
    this.output = output;
    this.error = error;
  }

  DebugSession session() {
    return session;
  }

  /** Stops what runs; for any thread. */
  void interrupt() {
    moving.interrupt();
  }

  Scene scene() {
    return Scene.of(session);
  }

  Disassembler disassembler() {
    return disassembler;
  }

  Marks marks() {
    return marks;
  }

  /** Addresses with the process that is used, as long as it lives. */
  Addresses addresses() {
    final boolean lives = used.isPresent() && session.view().space(used.getAsInt()).isPresent();
    return new Addresses(scene(), lives ? used : OptionalInt.empty());
  }

  /** Makes {@code pid} the process that is meant where none is named; empty for the current one. */
  void use(OptionalInt pid) {
    used = pid;
  }

  /** How it stands. */
  Shown stop() {
    return StopShown.of(session, disassembler);
  }

  /** Asks {@code inspection}. */
  Shown ask(Inspection inspection, List<String> words) throws InspectionFailure {
    return Questions.ask(scene(), addresses(), marks, inspection, words);
  }

  /** Saves the machine. */
  void save(String name) throws InspectionFailure {
    try {
      SnapshotFile.write(path(name), session);
    } catch (SnapshotException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
  }

  /** Goes on from a saved machine; breakpoints, watches and marks of the old one are gone. */
  void load(String name) throws InspectionFailure {
    final DebugSession loaded;
    try {
      loaded = SnapshotFile.read(path(name)).open(output, error, repeating -> moving = repeating);
    } catch (SnapshotException e) {
      moving = session;
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
    final DebugSession old = session;
    session = loaded;
    used = OptionalInt.empty();
    marks.clear();
    old.close();
  }

  static Path path(String name) throws InspectionFailure {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new InspectionFailure("no path: " + e.getMessage());
    }
  }

  static boolean exists(String name) {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public void close() {
    disassembler.close();
    session.close();
  }
}
