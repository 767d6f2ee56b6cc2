package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.disassembly.Disassembler;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.snapshot.SnapshotException;
import dev.framewalk.emulator.debug.snapshot.SnapshotFile;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.pagetable.inspect.FrozenView;
import dev.framewalk.pagetable.inspect.MemoryView;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a debugger has in its hands: a session, marks, the process that it looks at. */
final class Debugger implements AutoCloseable {
  private final Map<String, MemoryView> marks = new LinkedHashMap<>();
  private final Disassembler disassembler = new Disassembler();
  private final Console output;
  private final Console error;
  private volatile DebugSession session;
  private OptionalInt used = OptionalInt.empty();

  /**
   * @param output where programs of a session that is loaded write
   */
  Debugger(DebugSession session, Console output, Console error) {
    this.session = session;
    this.output = output;
    this.error = error;
  }

  DebugSession session() {
    return session;
  }

  Scene scene() {
    return Scene.of(session);
  }

  Disassembler disassembler() {
    return disassembler;
  }

  Map<String, MemoryView> marks() {
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
    return Questions.ask(scene(), addresses(), this::instant, inspection, words);
  }

  private MemoryView instant(String name) throws InspectionFailure {
    final MemoryView mark = marks.get(name);
    return mark != null ? mark : Questions.instant(name);
  }

  /** Keeps the present instant. */
  void mark(String name) {
    marks.put(name, FrozenView.of(session.view()));
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
      loaded = SnapshotFile.read(path(name)).open(output, error);
    } catch (SnapshotException e) {
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
