package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one mapped page, found anew for each leaf of a scan: one object for the
 * whole scan, for there may be millions of leaves. Leaves come in address order.
 */
final class PageFacts {
  private static final long USER = EntryFlags.USER.bits();
  private static final long WRITABLE = EntryFlags.WRITABLE.bits();
  private static final int FRAME_SHIFT = 12;

  private final FrameUse used;
  private final List<Area> areas;
  private final Map<Long, ObjectFrames> objects = new HashMap<>();
  private int cursor;
  private int found;

  // The leaf.
  long virtual;
  long entry;
  long effective;
  long physical;
  PageSize size = PageSize.SIZE_4K;

  // What is behind it.
  @Nullable Area area;
  @Nullable ObjectFrames object;
  long objectPage;
  PageBacking.Kind kind = PageBacking.Kind.NO_AREA;

  /** References to the frame if it is a private page, else 0. */
  int sharers;

  boolean copyOnWrite;

  PageFacts(MemoryView view, SpaceView space) {
    this.used = view.frames();
    this.areas = space.areas();
    for (final ObjectFrames each : view.objects()) {
      objects.put(each.id(), each);
    }
  }

  void find(long virtual, long entry, long effective, PageSize size) {
    this.virtual = virtual;
    this.entry = entry;
    this.effective = effective;
    this.size = size;
    physical = new PageTableEntry(entry).pageStart(size).value();
    findArea();
    final Area in = area;
    sharers = 0;
    copyOnWrite = false;
    if (in == null) {
      kind = PageBacking.Kind.NO_AREA;
      return;
    }
    final long frame = physical >>> FRAME_SHIFT;
    if (object == null) {
      kind = PageBacking.Kind.MEMORY;
    } else {
      objectPage = page(in, virtual);
      kind =
          objectPage >= 0
                  && objectPage < object.frames().size()
                  && object.frames().numberAt(objectPage) == frame
              ? PageBacking.Kind.OBJECT
              : in.shared() ? PageBacking.Kind.ASTRAY : PageBacking.Kind.COPY;
    }
    if (kind != PageBacking.Kind.OBJECT) {
      sharers = used.referencesFor(FramePurpose.PRIVATE, frame);
    }
    copyOnWrite =
        !in.shared()
            && in.rights().write()
            && (effective & WRITABLE) == 0
            && (kind == PageBacking.Kind.OBJECT || sharers > 0);
  }

  private static long page(Area area, long virtual) {
    final long first = area.object().map(Area.Part::firstPage).orElse(0L);
    return first + (virtual - area.range().start().value() >> FRAME_SHIFT);
  }

  private void findArea() {
    // A leaf of the kernel half comes behind all areas; a large one may begin before its area.
    final long last = virtual + size.bytes() - 1;
    while (cursor < areas.size()
        && virtual >= 0
        && areas.get(cursor).range().endExclusive() <= virtual) {
      cursor++;
    }
    final boolean inside =
        virtual >= 0 && cursor < areas.size() && areas.get(cursor).range().start().value() <= last;
    if (!inside) {
      area = null;
      object = null;
      found = 0;
      return;
    }
    if (area == null || found != cursor + 1) {
      final Area next = areas.get(cursor);
      area = next;
      object = next.object().map(part -> objects.get(part.id())).orElse(null);
      found = cursor + 1;
    }
  }

  boolean writable() {
    return (effective & WRITABLE) != 0;
  }

  boolean user() {
    return (effective & USER) != 0;
  }

  boolean executable() {
    return (effective & EntryFlags.NO_EXECUTE.bits()) == 0;
  }

  boolean has(EntryFlags flag) {
    return (entry & flag.bits()) != 0;
  }

  boolean shared() {
    return area != null && area.shared();
  }

  boolean privately() {
    return area != null && !area.shared();
  }
}
