package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.pagetable.inspect.KeptReverseMap;
import java.util.List;

/** All questions that there are. */
public final class Inspections {
  private Inspections() {}

  /**
   * One of each, in the order in which a list of commands shows them. Those that need a reverse map
   * share one, so that the audit checks what {@code find} answers from.
   */
  public static List<Inspection> all() {
    final KeptReverseMap maps = new KeptReverseMap();
    return List.of(
        new WalkInspection(),
        new WhyInspection(),
        new Ended(new DumpInspection()),
        new Ended(new FindInspection(maps)),
        new Ended(new FramesInspection(maps)),
        new Ended(new DiffInspection()),
        new Ended(new AuditInspection(maps)),
        new Ended(new TlbInspection()));
  }
}
