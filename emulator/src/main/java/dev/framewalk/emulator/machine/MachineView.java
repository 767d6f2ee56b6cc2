package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Protection;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The memory of a machine as it is at each moment that it is asked; the machine stands still. */
final class MachineView implements MemoryView {
  private final Machine machine;

  MachineView(Machine machine) {
    this.machine = machine;
  }

  @Override
  public PhysicalMemory memory() {
    return machine.memory();
  }

  @Override
  public List<SpaceView> spaces() {
    final List<SpaceView> spaces = new ArrayList<>();
    for (final Process process : machine.kernel().processes()) {
      if (process.alive()) {
        spaces.add(space(process));
      }
    }
    return List.copyOf(spaces);
  }

  @Override
  public Optional<SpaceView> space(int pid) {
    return machine.kernel().process(pid).filter(Process::alive).map(MachineView::space);
  }

  /** The address space of {@code process}, which lives. */
  static SpaceView space(Process process) {
    final List<Area> areas = new ArrayList<>();
    for (final Region region : process.space().regions()) {
      areas.add(area(region));
    }
    return new SpaceView(process.pid(), process.name(), process.space().mode(), areas);
  }

  private static Area area(Region region) {
    final Protection protection = region.protection();
    return new Area(
        region.range(),
        new Area.Rights(
            (protection.bits() & Protection.PROT_READ) != 0,
            protection.writable(),
            protection.executable()),
        region.sharing() == Sharing.SHARED,
        region.backing() instanceof OfObject of
            ? Optional.of(new Area.Part(of.object().id(), of.firstPage()))
            : Optional.empty(),
        region.backing() instanceof OfObject of
            ? named(of.object()) + offset(of.firstPage())
            : region.backing().toString(),
        region.space().lowestByGrowth(region));
  }

  private static String offset(long firstPage) {
    return firstPage == 0 ? "" : "+0x" + Long.toHexString(firstPage << 12);
  }

  @Override
  public List<ObjectFrames> objects() {
    return machine.registry().objects().stream().map(MachineView::object).toList();
  }

  private static ObjectFrames object(ShmObject object) {
    return new ObjectFrames(
        object.id(), named(object), object.isLinked(), object.size(), object.frames());
  }

  private static String named(ShmObject object) {
    return object.name().map(ShmName::toString).or(object::label).orElse("object " + object.id());
  }

  @Override
  public FrameUse frames() {
    return machine.frames();
  }

  @Override
  public PhysFrame kernelRoot() {
    return machine.kernel().kernelRoot();
  }

  @Override
  public RunPlace place() {
    return machine.place();
  }

  @Override
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return machine.lastWriter(entry);
  }
}
