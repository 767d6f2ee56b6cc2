package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a machine at one instant, which stays while the machine goes on.
 *
 * <p>It keeps the page tables, what the frames were used for, and the lists of spaces and objects;
 * not the bytes of pages: reading those throws {@link IllegalStateException}; free frames read as
 * zero. Making one takes about as long as one walk of all tables, and 4 KiB a table.
 */
public final class FrozenView implements MemoryView {
  private final FrozenMemory memory;
  private final List<SpaceView> spaces;
  private final List<ObjectFrames> objects;
  private final FrozenFrames frames;
  private final PhysFrame kernelRoot;
  private final RunPlace place;

  private FrozenView(MemoryView view) {
    final PhysicalMemory source = view.memory();
    this.spaces = List.copyOf(view.spaces());
    final List<ObjectFrames> copies = new ArrayList<>();
    for (final ObjectFrames object : view.objects()) {
      copies.add(copy(object));
    }
    this.objects = List.copyOf(copies);
    this.frames = new FrozenFrames(view.frames(), source.size() >>> 12);
    this.kernelRoot = view.kernelRoot();
    this.place = view.place();
    this.memory = new FrozenMemory(source.size(), frames);
    frames.forEachUsed(
        (run, purpose, references) -> {
          if (purpose == FramePurpose.PAGE_TABLE) {
            for (long i = 0; i < run.count(); i++) {
              memory.keep(source, run.first().number() + i);
            }
          }
        });
    // Tables where there should be none, so that what is wrong can be looked at as well.
    for (final SpaceView space : spaces) {
      keepTables(source, space.mode(), space.mode().topLevel(), space.mode().root());
    }
  }

  /** The memory that {@code view} shows now. One of these is returned as it is. */
  public static FrozenView of(MemoryView view) {
    return view instanceof FrozenView frozen ? frozen : new FrozenView(view);
  }

  private static ObjectFrames copy(ObjectFrames object) {
    final FrameList list = new FrameList();
    list.append(object.frames());
    return new ObjectFrames(object.id(), object.name(), object.linked(), object.size(), list);
  }

  private void keepTables(
      PhysicalMemory source, PagingMode mode, PageTableLevel level, PhysFrame table) {
    if (table.number() >= source.size() >>> 12) {
      return;
    }
    if (!memory.keeps(table.number())) {
      memory.keep(source, table.number());
    }
    if (level == PageTableLevel.PT) {
      return;
    }
    for (int i = 0; i < PageTableLevel.ENTRIES; i++) {
      final long address = table.start().value() + (long) i * PageTableLevel.ENTRY_BYTES;
      final PageTableEntry entry = new PageTableEntry(memory.readWord(address));
      if (entry.isPresent() && !entry.isLeaf(level) && entry.reservedBits(level, mode) == 0) {
        keepTables(source, mode, level.lower(), entry.table());
      }
    }
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public List<SpaceView> spaces() {
    return spaces;
  }

  @Override
  public List<ObjectFrames> objects() {
    return objects;
  }

  @Override
  public FrameUse frames() {
    return frames;
  }

  @Override
  public PhysFrame kernelRoot() {
    return kernelRoot;
  }

  @Override
  public RunPlace place() {
    return place;
  }

  /** Empty: who had stored to an entry is known for the present only. */
  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return Optional.empty();
  }
}
