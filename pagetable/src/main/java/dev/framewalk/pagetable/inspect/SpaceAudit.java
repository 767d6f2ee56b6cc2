package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The half of the address space that is one process's own, held against what it was promised. */
final class SpaceAudit extends EntryAudit {
  private static final FrameList NO_FRAMES = new FrameList();

  private final SpaceView space;
  private final Map<Long, ObjectFrames> objects;

  // The area that the last leaf was in or before, and what it promises.
  private final List<Area> areas;
  private int next;
  private @Nullable Area area;
  private long areaStart;
  private long areaEnd;
  private long forbidden;
  private FrameList objectFrames = NO_FRAMES;

  SpaceAudit(
      MemoryView view,
      SpaceView space,
      FrameLedger ledger,
      Map<Long, ObjectFrames> objects,
      Findings findings) {
    super(view, space, space.mode(), ledger, findings);
    this.space = space;
    this.objects = objects;
    this.areas = space.areas();
  }

  @Override
  void page(
      long virtual, long entryAddress, long entry, long effective, PageSize size, long first) {
    if (virtual >= areaEnd) {
      enterAreaAt(virtual);
    }
    if (virtual < areaStart || virtual + size.bytes() > areaEnd) {
      add(
          AuditRule.NO_AREA,
          virtual,
          size,
          entryAddress,
          0,
          () ->
              virtual < areaStart
                  ? "mapped, but in no mapping of the process"
                  : "a page of " + size.bytes() + " bytes that reaches out of its mapping " + area);
    } else {
      rights(virtual, entryAddress, entry, effective, size);
    }
    if (isOutside(virtual, entryAddress, first, size)) {
      return;
    }
    final long count = size.bytes() >>> 12;
    final boolean writable = (effective & WRITABLE) != 0;
    for (long i = 0; i < count; i++) {
      frame(virtual + (i << 12), entryAddress, first + i, writable, (effective & USER) != 0);
    }
  }

  /** Moves on to the area that ends behind {@code virtual}. */
  private void enterAreaAt(long virtual) {
    while (next < areas.size() && areas.get(next).range().endExclusive() <= virtual) {
      next++;
    }
    if (next == areas.size()) {
      area = null;
      areaStart = Long.MAX_VALUE;
      areaEnd = Long.MAX_VALUE;
      return;
    }
    final Area here = areas.get(next);
    final Area.Rights rights = here.rights();
    area = here;
    areaStart = here.range().start().value();
    areaEnd = here.range().endExclusive();
    final boolean nothing = !rights.read() && !rights.write() && !rights.execute();
    // What an entry must not grant; bit 63 stands for the right to execute.
    forbidden =
        (rights.write() ? 0 : WRITABLE)
            | (nothing ? USER : 0)
            | (rights.execute() || !mode.noExecuteEnabled() ? 0 : NO_EXECUTE);
    final ObjectFrames object = here.object().map(part -> objects.get(part.id())).orElse(null);
    objectFrames = object == null ? NO_FRAMES : object.frames();
  }

  private void rights(long virtual, long entryAddress, long entry, long effective, PageSize size) {
    final Area here = Objects.requireNonNull(area);
    final long granted = effective ^ NO_EXECUTE;
    final long tooMuch = granted & forbidden;
    if (tooMuch != 0) {
      add(
          AuditRule.MORE_THAN_PROMISED,
          virtual,
          size,
          entryAddress,
          tooMuch,
          () -> "grants " + names(tooMuch) + ", which its mapping does not allow: " + here);
    }
    if ((granted & RIGHTS) == RIGHTS) {
      final boolean asked = here.rights().write() && here.rights().execute();
      findings.pages(
          AuditRule.WRITABLE_AND_EXECUTABLE,
          asked ? Severity.NOTE : Severity.ERROR,
          space,
          virtual,
          size.bytes(),
          entryAddress,
          0,
          () ->
              "can be written and executed"
                  + (asked ? ", as the process has asked for: " : ", against its mapping: ")
                  + here);
    }
    if ((entry & USER) == 0 && (forbidden & USER) == 0) {
      add(
          AuditRule.LESS_THAN_PROMISED,
          virtual,
          size,
          entryAddress,
          0,
          () -> "the supervisor's alone (U/S=0), but its mapping allows more: " + here);
    }
  }

  private void frame(long virtual, long entryAddress, long frame, boolean writable, boolean user) {
    final int state = ledger.state(frame);
    if (FrameLedger.isFor(state, FramePurpose.PRIVATE)) {
      ledger.see(frame);
      privateFrame(virtual, entryAddress, frame, state, writable);
    } else if (FrameLedger.isFor(state, FramePurpose.SHARED_OBJECT)) {
      objectFrame(virtual, entryAddress, frame, writable);
    } else if (state == FrameLedger.UNUSED) {
      add(
          AuditRule.FREE_FRAME,
          virtual,
          PageSize.SIZE_4K,
          entryAddress,
          0,
          () -> "maps " + named(frame));
    } else {
      add(
          user ? AuditRule.VISIBLE_TO_USER : AuditRule.WRONG_FRAME,
          virtual,
          PageSize.SIZE_4K,
          entryAddress,
          state >>> 28,
          () -> (user ? "ring 3 reaches " : "maps ") + named(frame));
    }
  }

  private void privateFrame(
      long virtual, long entryAddress, long frame, int state, boolean writable) {
    final Area here = area;
    if (here != null && here.shared() && virtual >= areaStart) {
      add(
          AuditRule.WRONG_FRAME,
          virtual,
          PageSize.SIZE_4K,
          entryAddress,
          1,
          () -> "maps " + named(frame) + ", in a mapping that others share: " + here);
    }
    if (writable && FrameLedger.references(state) > 1) {
      add(
          AuditRule.SHARED_AND_WRITABLE,
          virtual,
          PageSize.SIZE_4K,
          entryAddress,
          0,
          () ->
              "can be written, but "
                  + FrameLedger.references(state)
                  + " entries have frame 0x"
                  + Long.toHexString(frame)
                  + " in common");
    }
  }

  private void objectFrame(long virtual, long entryAddress, long frame, boolean writable) {
    final Area here = area;
    if (here == null || virtual < areaStart) {
      return; // in no area: told of already
    }
    final Area.Part part = here.object().orElse(null);
    final long page =
        part == null ? Long.MAX_VALUE : part.firstPage() + (virtual - areaStart >>> 12);
    if (page >= objectFrames.size() || objectFrames.numberAt(page) != frame) {
      add(
          AuditRule.WRONG_FRAME,
          virtual,
          PageSize.SIZE_4K,
          entryAddress,
          part == null ? 2 : page >= objectFrames.size() ? 3 : 4,
          () ->
              "maps "
                  + named(frame)
                  + (part == null
                      ? ", in a mapping without one: "
                      : page >= objectFrames.size()
                          ? ", behind the object's end (page "
                              + page
                              + " of "
                              + objectFrames.size()
                              + "): "
                          : ", but page "
                              + page
                              + " of the object is frame 0x"
                              + Long.toHexString(objectFrames.numberAt(page))
                              + ": ")
                  + here);
    } else if (writable && !here.shared()) {
      add(
          AuditRule.SHARED_AND_WRITABLE,
          virtual,
          PageSize.SIZE_4K,
          entryAddress,
          1,
          () -> "can be written, but is still the object's page in a private mapping: " + here);
    }
  }
}
