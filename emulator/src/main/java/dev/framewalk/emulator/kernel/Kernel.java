package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The kernel of one machine: its processes, its registry of objects and the frames of both.
 *
 * <p>It knows no CPU: whoever has one asks {@link SyscallTable} and {@link FaultResolver} what a
 * process's system calls and faults come to.
 */
public final class Kernel {
  /** First process number given out; the small ones mean something on a Linux. */
  private static final int FIRST_PID = 100;

  private final PhysicalMemory memory;
  private final FrameAllocator frames;
  private final KernelConfig config;
  private final PagingMode kernelMode;
  private final ShmRegistry registry;
  private final CodeWatch codeWatch = new CodeWatch();
  private final List<Process> processes = new ArrayList<>();

  /**
   * @param kernelMode the paging mode whose root table holds the kernel half that every process
   *     shares
   */
  public Kernel(
      PhysicalMemory memory, FrameAllocator frames, PagingMode kernelMode, KernelConfig config) {
    this.memory = memory;
    this.frames = frames;
    this.kernelMode = kernelMode;
    this.config = config;
    this.registry = new ShmRegistry(frames, memory, config.shmLimits());
  }

  /** The named objects. */
  public ShmRegistry registry() {
    return registry;
  }

  /** The frames of the machine. */
  public FrameAllocator frames() {
    return frames;
  }

  /** The physical memory of the machine. */
  public PhysicalMemory memory() {
    return memory;
  }

  public KernelConfig config() {
    return config;
  }

  /** What whoever keeps translations of guest code has to look at. */
  public CodeWatch codeWatch() {
    return codeWatch;
  }

  /** Every process there was, in the order they were made. */
  public List<Process> processes() {
    return Collections.unmodifiableList(processes);
  }

  /** Pages that were ever entered into the tables of a process. */
  public long pagesMapped() {
    long pages = 0;
    for (final Process process : processes) {
      pages += process.space().pagesMapped();
    }
    return pages;
  }

  /** Processes that have not ended. */
  public long liveProcesses() {
    return processes.stream().filter(Process::alive).count();
  }

  /**
   * A process with the kernel half mapped, nothing in its user half and no descriptors.
   *
   * @throws OutOfFramesException if there is no frame for its root table
   */
  public Process newProcess(String name) throws OutOfFramesException {
    final PhysFrame root = Mapper.newRoot(frames);
    final AddressSpace space =
        new AddressSpace(memory, frames, kernelMode.withRoot(root), config.largePages(), codeWatch);
    space.owe(space.mapper().shareKernelHalf(kernelMode.root()));
    final int pid = processes.isEmpty() ? FIRST_PID : processes.get(processes.size() - 1).pid() + 1;
    final Process process = new Process(pid, name, space, new DescriptorTable(config.openFiles()));
    processes.add(process);
    return process;
  }

  /** Takes back a process that never ran, as if it had not been made. */
  public void discard(Process process) {
    end(process, new ProcessEnd.Killed(Signal.SIGKILL));
    processes.remove(process);
  }

  /** Ends a process and takes back all that it held. */
  public void end(Process process, ProcessEnd how) {
    process.finish(how);
  }
}
