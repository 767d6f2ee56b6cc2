package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.Translation;
import java.util.ArrayList;
import java.util.List;

/**
 * A mapping of an object as its process asked for it, whether entries reach the object or not.
 *
 * @param space whose
 * @param area the mapping
 * @param entered whether any page of it is in the tables
 * @param copies how many of its pages are the process's own copies; 0 of a shared mapping
 */
public record ObjectArea(SpaceView space, Area area, boolean entered, long copies) {

  /**
   * Every mapping of {@code object}, by process and address.
   *
   * @param reaching what reaches it, as a {@link ReverseMap} of the same view has it
   */
  public static List<ObjectArea> of(
      MemoryView view, ObjectFrames object, List<ReverseMap.ObjectMapping> reaching) {
    final List<ObjectArea> all = new ArrayList<>();
    for (final SpaceView space : view.spaces()) {
      for (final Area area : space.areas()) {
        if (area.object().filter(part -> part.id() == object.id()).isPresent()) {
          // Copies are told by the tables alone; only of a private mapping each page is looked at.
          final long copies = area.shared() ? 0 : copies(view, space, area, object);
          all.add(
              new ObjectArea(space, area, copies > 0 || reached(space, area, reaching), copies));
        }
      }
    }
    return all;
  }

  private static boolean reached(
      SpaceView space, Area area, List<ReverseMap.ObjectMapping> reaching) {
    for (final ReverseMap.ObjectMapping each : reaching) {
      final long start = each.mapping().virtual();
      if (start < area.range().endExclusive()
          && start + (each.mapping().frames() << 12) > area.range().start().value()
          && each.mapping().root().spaces().stream().anyMatch(of -> of.pid() == space.pid())) {
        return true;
      }
    }
    return false;
  }

  private static long copies(MemoryView view, SpaceView space, Area area, ObjectFrames object) {
    final PageTableWalker walker = new PageTableWalker(view.memory());
    long copies = 0;
    for (long at = area.range().start().value(); at < area.range().endExclusive(); at += 4096) {
      if (walker.walk(space.mode(), at) instanceof Translation.Mapped mapped) {
        final long page = area.objectPage(at).orElseThrow();
        final long frame = PhysFrame.containing(mapped.physical()).number();
        if (page >= object.frames().size() || object.frames().numberAt(page) != frame) {
          copies++;
        }
      }
    }
    return copies;
  }
}
