package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.frame.FrameVisitor;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The memory of a machine as it was saved. Its physical memory cannot be changed. */
public final class SavedView implements MemoryView {
  private final SavedState state;

  SavedView(SavedState state) {
    this.state = state;
  }

  @Override
  public PhysicalMemory memory() {
    return state.memory();
  }

  @Override
  public List<SpaceView> spaces() {
    return state.spaces();
  }

  @Override
  public List<ObjectFrames> objects() {
    return state.objects();
  }

  @Override
  public FrameUse frames() {
    return new Use(state.frames(), state.memory().poisoned());
  }

  /** What frames were used for, and which of the free ones had been in use: the poisoned ones. */
  private record Use(SavedFrames frames, FrameRuns poisoned) implements FrameUse {
    @Override
    public boolean owns(PhysFrame frame) {
      return frames.owns(frame);
    }

    @Override
    public Optional<FramePurpose> purpose(PhysFrame frame) {
      return frames.purpose(frame);
    }

    @Override
    public int references(PhysFrame frame) {
      return frames.references(frame);
    }

    @Override
    public long used() {
      return frames.used();
    }

    @Override
    public void forEachUsed(FrameVisitor visitor) {
      frames.forEachUsed(visitor);
    }

    @Override
    public void forEachReturned(Consumer<FrameRun> visitor) {
      for (int i = 0; i < poisoned.runs(); i++) {
        final long end = poisoned.run(i).first().number() + poisoned.run(i).count();
        long free = 0;
        for (long number = poisoned.run(i).first().number(); number < end; number++) {
          if (frames.purpose(PhysFrame.of(number)).isEmpty()) {
            free++;
          } else {
            show(number - free, free, visitor);
            free = 0;
          }
        }
        show(end - free, free, visitor);
      }
    }

    private static void show(long first, long count, Consumer<FrameRun> visitor) {
      if (count > 0) {
        visitor.accept(new FrameRun(PhysFrame.of(first), count));
      }
    }
  }

  @Override
  public PhysFrame kernelRoot() {
    return state.kernelRoot();
  }

  @Override
  public RunPlace place() {
    return state.time().place();
  }

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return state.writers().find(entry.value());
  }
}
