package dev.framewalk.pagetable.inspect;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine's memory that a test makes word by word. */
final class HandMadeView implements MemoryView {
  final PhysicalMemory memory;
  final FrameAllocator frames;
  final PhysFrame kernelRoot;
  final List<SpaceView> spaces = new ArrayList<>();
  final List<ObjectFrames> objects = new ArrayList<>();
  RunPlace place = RunPlace.START;

  HandMadeView(PhysicalMemory memory, FrameAllocator frames, PhysFrame kernelRoot) {
    this.memory = memory;
    this.frames = frames;
    this.kernelRoot = kernelRoot;
  }

  @CanIgnoreReturnValue
  SpaceView space(int pid, long root, Area... areas) {
    final SpaceView space =
        new SpaceView(
            pid, "p" + pid, PagingMode.longMode(PhysFrame.of(root >>> 12)), List.of(areas));
    spaces.add(space);
    return space;
  }

  @CanIgnoreReturnValue
  ObjectFrames object(long id, String name, long... frameNumbers) {
    final FrameList list = new FrameList();
    for (final long number : frameNumbers) {
      list.append(new FrameRun(PhysFrame.of(number), 1));
    }
    final ObjectFrames object = new ObjectFrames(id, name, true, list.size() << 12, list);
    objects.add(object);
    return object;
  }

  static Area area(long start, long pages, boolean shared, String label, Area.Part... object) {
    return new Area(
        PageRange.of(Page.of(VirtAddr.of(start)), pages),
        new Area.Rights(true, true, false),
        shared,
        object.length == 0 ? Optional.empty() : Optional.of(object[0]),
        label);
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

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return Optional.empty();
  }
}
