package dev.framewalk.emulator.crafted;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.frame.FrameVisitor;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Optional;

/** A memory with the tables of one case and a process, pid 100, that has them and no areas. */
public record CraftedView(PhysicalMemory memory, List<SpaceView> spaces) implements MemoryView {
  /** The view of {@code crafted}. */
  public static CraftedView of(CraftedCase crafted) {
    final PhysicalMemory memory = new HeapMemory(CraftedCase.MEMORY_BYTES);
    crafted.build(memory);
    return new CraftedView(
        memory, List.of(new SpaceView(100, "crafted", crafted.mode(), List.of())));
  }

  @Override
  public List<ObjectFrames> objects() {
    return List.of();
  }

  @Override
  public FrameUse frames() {
    return new NoFrames();
  }

  @Override
  public PhysFrame kernelRoot() {
    return PhysFrame.of(CraftedCase.ROOT >>> 12);
  }

  @Override
  public RunPlace place() {
    return RunPlace.START;
  }

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return Optional.empty();
  }

  private static final class NoFrames implements FrameUse {
    @Override
    public boolean owns(PhysFrame frame) {
      return false;
    }

    @Override
    public Optional<FramePurpose> purpose(PhysFrame frame) {
      return Optional.empty();
    }

    @Override
    public int references(PhysFrame frame) {
      return 0;
    }

    @Override
    public long used() {
      return 0;
    }

    @Override
    public void forEachUsed(FrameVisitor visitor) {}
  }
}
