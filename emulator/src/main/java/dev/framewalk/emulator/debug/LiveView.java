package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Machine;
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

/** The memory of a machine as it is at each moment that it is asked; the machine stands still. */
public final class LiveView implements MemoryView {
  private final MemoryView view;

  public LiveView(Machine machine) {
    this.view = machine.view();
  }

  @Override
  public PhysicalMemory memory() {
    return view.memory();
  }

  @Override
  public List<SpaceView> spaces() {
    return view.spaces();
  }

  @Override
  public Optional<SpaceView> space(int pid) {
    return view.space(pid);
  }

  /** The address space of {@code process}, which lives. */
  public static SpaceView space(Process process) {
    return Machine.space(process);
  }

  @Override
  public List<ObjectFrames> objects() {
    return view.objects();
  }

  @Override
  public FrameUse frames() {
    return view.frames();
  }

  @Override
  public PhysFrame kernelRoot() {
    return view.kernelRoot();
  }

  @Override
  public RunPlace place() {
    return view.place();
  }

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return view.lastWriter(entry);
  }
}
