package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the areas of a process at two instants by what each page was promised: an area that was
 * cut or joined is no change by itself.
 */
final class AreaChanges {
  private final List<AreaChange> changes = new ArrayList<>();

  // The change that is being built; its end is its start as long as there is none.
  private long start;
  private long end;
  private @Nullable Area before;
  private @Nullable Area after;

  private AreaChanges() {}

  static List<AreaChange> between(List<Area> before, List<Area> after) {
    final AreaChanges all = new AreaChanges();
    int b = 0;
    int a = 0;
    long at = 0;
    while (b < before.size() || a < after.size()) {
      final Area was = b < before.size() ? before.get(b) : null;
      final Area is = a < after.size() ? after.get(a) : null;
      // The next address at which either of the two becomes another.
      final long stop = Math.min(nextEdge(was, at), nextEdge(is, at));
      all.segment(at, stop, at >= startOf(was) ? was : null, at >= startOf(is) ? is : null);
      at = stop;
      b += was != null && at == was.range().endExclusive() ? 1 : 0;
      a += is != null && at == is.range().endExclusive() ? 1 : 0;
    }
    all.close();
    return List.copyOf(all.changes);
  }

  private static long startOf(@Nullable Area area) {
    return area == null ? Long.MAX_VALUE : area.range().start().value();
  }

  private static long nextEdge(@Nullable Area area, long at) {
    return area == null
        ? Long.MAX_VALUE
        : at < startOf(area) ? startOf(area) : area.range().endExclusive();
  }

  private void segment(long from, long to, @Nullable Area was, @Nullable Area is) {
    if (from == to || promiseTheSame(was, is, from)) {
      return;
    }
    if (end == from && end != start && continues(before, was, from) && continues(after, is, from)) {
      end = to;
      return;
    }
    close();
    start = from;
    end = to;
    before = was;
    after = is;
  }

  private static boolean promiseTheSame(@Nullable Area one, @Nullable Area other, long at) {
    if (one == null || other == null) {
      return one == other;
    }
    return one.rights().equals(other.rights())
        && one.shared() == other.shared()
        && one.object().map(Area.Part::id).equals(other.object().map(Area.Part::id))
        && Objects.equals(one.objectPage(at), other.objectPage(at));
  }

  /** Whether {@code next} promises from {@code at} on what {@code area}, extended, would. */
  private static boolean continues(@Nullable Area area, @Nullable Area next, long at) {
    return promiseTheSame(area, next, at)
        && (area == null
            || next == null
            || area.label().equals(next.label())
            || area.object().isPresent());
  }

  private void close() {
    if (end != start) {
      changes.add(
          new AreaChange(
              PageRange.of(Page.of(VirtAddr.of(start)), (end - start) >>> 12),
              Optional.ofNullable(before),
              Optional.ofNullable(after)));
      start = end;
    }
  }
}
