package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import java.util.Optional;

/**
 * What is asked about.
 *
 * @param view the memory as it is now, or as it was saved
 * @param tlb the CPU that runs on it; empty for a saved machine
 * @param instants the other instants that can be compared with it
 */
public record Subject(MemoryView view, Optional<TlbProbe> tlb, Instants instants) {
  /** Finds instants by the names that people give them. */
  @FunctionalInterface
  public interface Instants {
    /** There are none but the present one. */
    Instants NONE =
        name -> {
          throw new InspectionFailure(
              "no instant "
                  + Printable.of(name)
                  + ": give the file of a snapshot, or set a mark first (mark)");
        };

    /**
     * The memory at another instant: a mark that was set, or a snapshot file.
     *
     * @throws InspectionFailure if there is none of that name
     */
    MemoryView find(String name) throws InspectionFailure;
  }

  /** Only what there is to see now. */
  public static Subject of(MemoryView view) {
    return new Subject(view, Optional.empty(), Instants.NONE);
  }
}
