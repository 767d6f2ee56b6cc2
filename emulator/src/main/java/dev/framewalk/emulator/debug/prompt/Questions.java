package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.snapshot.SnapshotException;
import dev.framewalk.emulator.debug.snapshot.SnapshotFile;
import dev.framewalk.pagetable.inspect.MemoryView;
import java.util.List;

/** Asks {@link Inspection}s in words that have symbols in them and may leave the process out. */
public final class Questions {
  private Questions() {}

  /**
   * Asks {@code inspection} about {@code scene}.
   *
   * @param instants what {@code diff} compares with
   * @throws InspectionFailure if the words are wrong, or name what is not there
   */
  public static Shown ask(
      Scene scene,
      Addresses addresses,
      Subject.Instants instants,
      Inspection inspection,
      List<String> words)
      throws InspectionFailure {
    return inspection.inspect(
        new Subject(scene.view(), scene.tlb(), instants), addresses.complete(inspection, words));
  }

  /**
   * The instant in the snapshot file {@code name}.
   *
   * @throws InspectionFailure if there is no such file, or it is no snapshot
   */
  public static MemoryView instant(String name) throws InspectionFailure {
    if (!Debugger.exists(name)) {
      throw new InspectionFailure(
          "no instant "
              + Printable.of(name)
              + ": no mark and no file of that name; set a mark first (mark), or give the file of a"
              + " snapshot");
    }
    try {
      return SnapshotFile.read(Debugger.path(name)).view();
    } catch (SnapshotException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
  }
}
