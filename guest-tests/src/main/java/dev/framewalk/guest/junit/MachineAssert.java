package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.pagetable.inspect.Audit;
import dev.framewalk.pagetable.inspect.Finding;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions about what a machine holds now. */
public final class MachineAssert extends AbstractAssert<MachineAssert, Machine> {
  MachineAssert(Machine machine) {
    super(machine, MachineAssert.class);
  }

  /**
   * Nothing is held that nobody can give back: every frame in use belongs to the kernel, to a
   * process that lives or to an object, and the audit finds no error. When no process lives any
   * more, there are no objects either, and no frame is in use but the kernel's.
   */
  @CanIgnoreReturnValue
  public MachineAssert hasNoLeaks() {
    isNotNull();
    final Audit audit = Audit.of(new LiveView(actual));
    if (audit.errors() > 0) {
      throw failure("%s", "the machine leaks or is out of order: " + errors(audit));
    }
    if (actual.kernel().processes().stream().anyMatch(Process::alive)) {
      return this;
    }
    final List<String> names =
        actual.registry().names().stream().map(ShmName::toString).sorted().toList();
    if (!names.isEmpty()) {
      throw failure(
          "%s",
          "no process lives, and "
              + (names.size() == 1 ? "an object is" : "objects are")
              + " left: "
              + Printable.of(String.join(", ", names))
              + "; unlink what is not needed any more");
    }
    final long leaked = actual.frames().used() - actual.kernelFrames();
    if (leaked != 0) {
      throw failure(
          "%s", "no process lives, and " + leaked + " frames are in use beside the kernel's");
    }
    return this;
  }

  /** So many frames are in use beside those of the kernel. */
  @CanIgnoreReturnValue
  public MachineAssert usesFrames(long frames) {
    isNotNull();
    final long used = actual.frames().used() - actual.kernelFrames();
    if (used != frames) {
      throw failure(
          "%s", "expected " + frames + " frames in use beside the kernel's, but there are " + used);
    }
    return this;
  }

  private static String errors(Audit audit) {
    return audit.errors()
        + (audit.errors() == 1 ? " finding" : " findings")
        + " of the audit\n  "
        + audit.findings().stream()
            .filter(each -> each.severity() == Finding.Severity.ERROR)
            .limit(5)
            .map(each -> Printable.of(each.toString()))
            .collect(Collectors.joining("\n  "));
  }
}
