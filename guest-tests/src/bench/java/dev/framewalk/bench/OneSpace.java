package dev.framewalk.bench;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Optional;

/** The address space that a {@link Ground} has made for itself, with its object, to look at. */
record OneSpace(Ground ground) implements MemoryView {
  private static final long ID = 1;

  @Override
  public PhysicalMemory memory() {
    return ground.memory();
  }

  @Override
  public List<SpaceView> spaces() {
    final Area area =
        new Area(
            Ground.RANGE,
            new Area.Rights(true, true, false),
            true,
            Optional.of(new Area.Part(ID, 0)),
            "/object");
    return List.of(new SpaceView(1, "bench", ground.mode(), List.of(area)));
  }

  @Override
  public List<ObjectFrames> objects() {
    return List.of(new ObjectFrames(ID, "/object", true, Ground.RANGE.bytes(), ground.object()));
  }

  @Override
  public FrameUse frames() {
    return ground.frames();
  }

  @Override
  public PhysFrame kernelRoot() {
    return ground.kernelRoot();
  }

  @Override
  public RunPlace place() {
    return RunPlace.START;
  }

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return Optional.empty();
  }
}
