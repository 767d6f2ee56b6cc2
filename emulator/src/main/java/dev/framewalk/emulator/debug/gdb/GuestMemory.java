package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Arrays;

/** The memory of a machine as gdb reads and writes it. Reading changes nothing. */
final class GuestMemory {
  private final Machine machine;
  private final PhysicalMemory memory;
  private final PageWalk walk;

  GuestMemory(Machine machine) {
    this.machine = machine;
    this.memory = machine.memory();
    this.walk = new PageWalk(memory);
  }

  /**
   * Bytes by the tables of {@code task}, with the rights of the supervisor.
   *
   * @return those that come before the first that is not mapped
   * @throws GdbError if not even the first byte is
   */
  byte[] read(Task task, long address, int length) throws GdbError {
    final byte[] bytes = new byte[length];
    int done = 0;
    while (done < length && walk.find(task.space().mode(), address + done)) {
      final long physical = walk.physical();
      final long part = Math.min(length - done, walk.bytesToPageEnd());
      if (physical + part > memory.size()) {
        break;
      }
      memory.read(physical, bytes, done, (int) part);
      done += (int) part;
    }
    if (done == 0 && length > 0) {
      throw GdbError.NO_MEMORY;
    }
    return done == length ? bytes : Arrays.copyOf(bytes, done);
  }

  /**
   * Bytes of physical memory.
   *
   * @return those that there are
   * @throws GdbError if there is not even the first
   */
  byte[] readPhysical(long address, int length) throws GdbError {
    if (length == 0) {
      return new byte[0];
    }
    if (address < 0 || address >= memory.size()) {
      throw GdbError.NO_MEMORY;
    }
    final byte[] bytes = new byte[(int) Math.min(length, memory.size() - address)];
    memory.read(address, bytes, 0, bytes.length);
    return bytes;
  }

  /**
   * Writes bytes by the tables of {@code task}: as its own stores would where it may store, so that
   * a page that others read too is copied first; else, into read-only pages, if nobody else has
   * them.
   *
   * @throws GdbError if not all bytes can be written; what came before may have been
   */
  void write(Task task, long address, byte[] bytes) throws GdbError {
    try {
      task.memory().copyOut(address, bytes, 0, bytes.length);
    } catch (ErrnoException e) {
      writeReadOnly(task, address, bytes);
    }
    machine.memoryChanged();
  }

  private void writeReadOnly(Task task, long address, byte[] bytes) throws GdbError {
    for (int done = 0; done < bytes.length; done += toPageEnd(address + done)) {
      if (!walk.find(task.space().mode(), address + done)
          || walk.physical() + toPageEnd(address + done) > memory.size()) {
        throw GdbError.NO_MEMORY;
      }
      final PhysFrame frame = PhysFrame.containing(PhysAddr.of(walk.physical()));
      if (machine.frames().owns(frame) && machine.frames().references(frame) > 1) {
        throw GdbError.NO_MEMORY;
      }
    }
    for (int done = 0; done < bytes.length; done += toPageEnd(address + done)) {
      if (walk.find(task.space().mode(), address + done)) {
        final int part = Math.min(bytes.length - done, toPageEnd(address + done));
        memory.write(walk.physical(), bytes, done, part);
      }
    }
  }

  private static int toPageEnd(long address) {
    return (int) (PhysFrame.BYTES - (address & PhysFrame.BYTES - 1));
  }

  /**
   * Writes bytes of physical memory, whatever is there.
   *
   * @throws GdbError if there are not all of them
   */
  void writePhysical(long address, byte[] bytes) throws GdbError {
    if (address < 0 || address > memory.size() - bytes.length) {
      throw GdbError.NO_MEMORY;
    }
    memory.write(address, bytes, 0, bytes.length);
    machine.memoryChanged();
  }
}
