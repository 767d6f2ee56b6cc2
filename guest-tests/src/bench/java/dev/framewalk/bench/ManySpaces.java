package dev.framewalk.bench;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** 64 address spaces in the RAM of a {@link Ground}, each with the same 256 objects. */
final class ManySpaces {
  static final int SPACES = 64;
  static final int OBJECTS = 256;
  private static final int PAGES = 4;
  private static final long BASE = 0x7e00_0000_0000L;
  private static final long APART = 16 << 12;

  private final Ground ground;
  private final List<ObjectFrames> objects = new ArrayList<>();
  private final List<SpaceView> spaces = new ArrayList<>();

  private ManySpaces(Ground ground) {
    this.ground = ground;
    try {
      for (int i = 0; i < OBJECTS; i++) {
        objects.add(
            new ObjectFrames(
                i,
                "/object-" + i,
                true,
                PAGES << 12,
                ground.frames().allocate(PAGES, FramePurpose.SHARED_OBJECT)));
      }
      for (int i = 0; i < SPACES; i++) {
        spaces.add(newSpace(i + 1));
      }
    } catch (OutOfFramesException | MapException e) {
      throw new IllegalStateException("no room for the address spaces", e);
    }
  }

  static MemoryView in(Ground ground) {
    final ManySpaces all = new ManySpaces(ground);
    return new GroundView(ground, all.spaces, all.objects);
  }

  private SpaceView newSpace(int pid) throws OutOfFramesException, MapException {
    final PagingMode mode = PagingMode.longMode(Mapper.newRoot(ground.frames()));
    final Mapper mapper = new Mapper(ground.memory(), ground.frames(), mode);
    final List<Area> areas = new ArrayList<>();
    for (final ObjectFrames object : objects) {
      final PageRange range = PageRange.of(Page.of(VirtAddr.of(BASE + object.id() * APART)), PAGES);
      final TlbFlush flush =
          mapper.map(range, object.frames(), 0, EntryFlags.USER_READ_WRITE, LargePages.NEVER);
      if (flush != TlbFlush.NONE) {
        throw new IllegalStateException("a flush is owed for new pages: flush=" + flush);
      }
      areas.add(
          new Area(
              range,
              new Area.Rights(true, true, false),
              true,
              Optional.of(new Area.Part(object.id(), 0)),
              object.name()));
    }
    return new SpaceView(pid, "bench", mode, areas);
  }
}
