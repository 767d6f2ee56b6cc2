package dev.framewalk.pagetable.inspect;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A machine's memory without a machine: a kernel half, and processes whose tables are written here
 * word by word, with masks from Intel SDM 3A tables 4-15 to 4-20.
 */
final class HandMade implements MemoryView {
  static final long P = 1;
  static final long W = 1 << 1;
  static final long U = 1 << 2;
  static final long A = 1 << 5;
  static final long D = 1 << 6;
  static final long PS = 1 << 7;
  static final long NX = 1L << 63;
  static final long ADDRESS = 0x000f_ffff_ffff_f000L;

  /** Where the kernel's one page is mapped. */
  static final long KERNEL = 0xffff_ffff_8000_0000L;

  final HeapMemory memory = new HeapMemory(16 << 20);

  /** Of the memory's 4096 frames, all but the first and the last 96. */
  final FrameAllocator frames = new FrameAllocator(memory, PhysFrame.of(1), 3999, Poison.ON_FREE);

  final Map<Integer, SpaceView> spaces = new TreeMap<>();
  final List<ObjectFrames> objects = new ArrayList<>();
  final Map<Long, EntryWriter> writers = new HashMap<>();
  final PhysFrame kernelRoot = table();
  final long kernelPage = frame(FramePurpose.KERNEL);
  RunPlace place = RunPlace.START;

  /** What is said to be the kernel's root. */
  PhysFrame root = kernelRoot;

  HandMade() {
    enter(kernelRoot, KERNEL, 12, kernelPage << 12 | P | W | NX, P | W);
  }

  PhysFrame table() {
    return PhysFrame.of(frame(FramePurpose.PAGE_TABLE));
  }

  long frame(FramePurpose purpose) {
    try {
      return frames.allocate(purpose).number();
    } catch (OutOfFramesException e) {
      throw new IllegalStateException(e);
    }
  }

  FrameList run(long count, FramePurpose purpose) {
    try {
      return frames.allocate(count, purpose);
    } catch (OutOfFramesException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A process with an empty lower half. */
  @CanIgnoreReturnValue
  PhysFrame process(int pid, Area... areas) {
    final PhysFrame root = table();
    memory.copy(kernelRoot.start().value() + 2048, root.start().value() + 2048, 2048);
    space(pid, root, areas);
    return root;
  }

  void space(int pid, PhysFrame root, Area... areas) {
    spaces.put(pid, new SpaceView(pid, "p" + pid, PagingMode.longMode(root), List.of(areas)));
  }

  /** An object of {@code pages} pages; its frames are one run. */
  ObjectFrames object(long id, long pages) {
    final ObjectFrames object =
        new ObjectFrames(id, "/o" + id, true, pages << 12, run(pages, FramePurpose.SHARED_OBJECT));
    objects.add(object);
    return object;
  }

  /** Enters a leaf of a page of {@code 1 << shift} bytes, with the tables that it needs. */
  @CanIgnoreReturnValue
  long enter(PhysFrame root, long virtual, int shift, long leaf, long tableFlags) {
    long table = root.start().value();
    for (int at = 39; at > shift; at -= 9) {
      final long address = table + (virtual >>> at & 511) * 8;
      if ((memory.readWord(address) & P) == 0) {
        memory.writeWord(address, table().start().value() | tableFlags);
      }
      table = memory.readWord(address) & ADDRESS;
    }
    final long address = table + (virtual >>> shift & 511) * 8;
    memory.writeWord(address, leaf);
    return address;
  }

  /** Enters a page of 4 KiB that ring 3 may use; returns where the leaf lies. */
  @CanIgnoreReturnValue
  long map(PhysFrame root, long virtual, long frame, long flags) {
    return enter(root, virtual, 12, frame << 12 | P | flags, P | W | U | A);
  }

  /** Where the entry of the table that translates {@code 1 << shift} bytes lies. */
  long entryAddress(PhysFrame root, long virtual, int shift) {
    long table = root.start().value();
    for (int at = 39; at > shift; at -= 9) {
      table = memory.readWord(table + (virtual >>> at & 511) * 8) & ADDRESS;
    }
    return table + (virtual >>> shift & 511) * 8;
  }

  static Area area(long start, long pages, String rights) {
    return area(start, pages, rights, false, Optional.empty());
  }

  static Area area(
      long start, long pages, String rights, boolean shared, Optional<Area.Part> object) {
    return new Area(
        PageRange.of(Page.of(VirtAddr.of(start)), pages),
        new Area.Rights(rights.charAt(0) == 'r', rights.charAt(1) == 'w', rights.charAt(2) == 'x'),
        shared,
        object,
        object.map(part -> "/o" + part.id()).orElse("memory"));
  }

  static Area shared(long start, long pages, String rights, long object, long firstPage) {
    return area(start, pages, rights, true, Optional.of(new Area.Part(object, firstPage)));
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public List<SpaceView> spaces() {
    return List.copyOf(spaces.values());
  }

  @Override
  public List<ObjectFrames> objects() {
    return List.copyOf(objects);
  }

  @Override
  public FrameUse frames() {
    return frames;
  }

  @Override
  public PhysFrame kernelRoot() {
    return root;
  }

  @Override
  public RunPlace place() {
    return place;
  }

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return Optional.ofNullable(writers.get(entry.value()));
  }
}
