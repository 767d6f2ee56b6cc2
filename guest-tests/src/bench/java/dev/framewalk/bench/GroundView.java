package dev.framewalk.bench;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Optional;

/**
 * Address spaces in the RAM of a {@link Ground}, to look at.
 *
 * @param ground where they are
 * @param spaces of processes
 * @param objects what they map
 */
record GroundView(Ground ground, List<SpaceView> spaces, List<ObjectFrames> objects)
    implements MemoryView {
  GroundView {
    spaces = List.copyOf(spaces);
    objects = List.copyOf(objects);
  }

  @Override
  public PhysicalMemory memory() {
    return ground.memory();
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
