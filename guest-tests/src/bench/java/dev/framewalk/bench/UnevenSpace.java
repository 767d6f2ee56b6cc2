package dev.framewalk.bench;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.List;
import java.util.Optional;

/**
 * An address space of which no page belongs together with its neighbour: 65,536 private pages, of
 * which every second one is held by another process too.
 */
final class UnevenSpace {
  private UnevenSpace() {}

  static MemoryView in(Ground ground) {
    final FrameAllocator frames = ground.frames();
    try {
      final PagingMode mode = PagingMode.longMode(Mapper.newRoot(frames));
      final TlbFlush flush =
          new Mapper(ground.memory(), frames, mode)
              .map(
                  Ground.RANGE,
                  frames.allocate(Ground.ENTRIES, FramePurpose.PRIVATE),
                  0,
                  EntryFlags.USER_READ,
                  LargePages.NEVER);
      if (flush != TlbFlush.NONE) {
        throw new IllegalStateException("a flush is owed for new pages: flush=" + flush);
      }
      final PageWalk walk = new PageWalk(ground.memory());
      for (int i = 0; i < Ground.ENTRIES; i += 2) {
        if (walk.find(mode, Ground.RANGE.start().value() + ((long) i << 12))) {
          frames.retain(PhysFrame.of(walk.physical() >>> 12));
        }
      }
      final Area area =
          new Area(
              Ground.RANGE, new Area.Rights(true, true, false), false, Optional.empty(), "heap");
      return new GroundView(
          ground, List.of(new SpaceView(1, "bench", mode, List.of(area))), List.of());
    } catch (OutOfFramesException | MapException e) {
      throw new IllegalStateException("no room for the address space", e);
    }
  }
}
