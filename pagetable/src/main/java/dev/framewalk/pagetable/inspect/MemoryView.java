package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a machine that stands still, as something to look at: a live one, or one that was
 * saved. Nothing that is reached from here is changed by looking.
 */
public interface MemoryView {
  /** Physical memory, the tables in it. */
  PhysicalMemory memory();

  /**
   * The address spaces of the processes that live, by pid. Processes that share one (vfork, clone
   * with CLONE_VM) are listed each, with the same root table.
   */
  List<SpaceView> spaces();

  /** The shared objects, by id. */
  List<ObjectFrames> objects();

  /** What the frames are used for. */
  FrameUse frames();

  /**
   * The root table that holds the kernel half which every process shares: it belongs to no process.
   */
  PhysFrame kernelRoot();

  /** Where in the run the machine stands. */
  RunPlace place();

  /** Who stored to the entry at {@code entry} last; empty if that was not recorded. */
  Optional<EntryWriter> lastWriter(PhysAddr entry);

  /** The address space of the process with this number. */
  default Optional<SpaceView> space(int pid) {
    return spaces().stream().filter(space -> space.pid() == pid).findFirst();
  }

  /** The object with this id. */
  default Optional<ObjectFrames> object(long id) {
    return objects().stream().filter(object -> object.id() == id).findFirst();
  }
}
