package dev.framewalk.emulator.machine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ConsoleFile;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProgramLoader;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.emulator.unicorn.CpuModel;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.emulator.unicorn.HostMemory;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An x86-64 machine: RAM, one CPU, a kernel, and the programs that were loaded into it.
 *
 * <p>Programs are loaded, then run until all have ended or a budget is used up; more can be loaded
 * and run afterwards. Machines know nothing of one another. One thread at a time uses a machine.
 *
 * <p>While guests run, only their listeners and consoles get to do something: they may look at
 * everything, {@link #listen} and {@link #load}, but not run, kill or close. After {@link #close()}
 * what was learned of the machine can still be looked at, as far as it is not in its memory; every
 * other method throws {@link IllegalStateException}.
 */
public final class Machine implements AutoCloseable {
  private final MachineConfig config;
  private final GuestRam ram;
  private final FrameAllocator frames;
  private final Engines engines;
  private final CpuState ring3;
  private final Kernel kernel;
  private final SyscallTable table;
  private final RunLoop loop;
  private final long kernelFrames;
  private final List<Task> tasks = new ArrayList<>();
  private boolean closed;
  private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();

  private Machine(
      MachineConfig config,
      GuestRam ram,
      FrameAllocator frames,
      Engines engines,
      Kernel kernel,
      CpuState ring3) {
    this.config = config;
    this.ram = ram;
    this.frames = frames;
    this.engines = engines;
    this.kernel = kernel;
    this.ring3 = ring3;
    this.table = new SyscallTable(kernel);
    this.kernelFrames = frames.used();
    this.loop = new RunLoop(this, engines, new SyscallGate(table), listeners);
  }

  /**
   * A machine that has booted and has no process.
   *
   * @throws LoadException if the memory is too small for the kernel's own tables
   */
  public static Machine open(MachineConfig config) throws LoadException {
    final GuestRam ram = new GuestRam(HostMemory.reserve(config.memoryBytes()));
    Engines engines = null;
    try {
      // Frame 0 stays out of use, so that an entry of all zeroes never looks like a translation.
      final FrameAllocator frames =
          new FrameAllocator(
              ram, PhysFrame.of(1), (config.memoryBytes() >>> 12) - 1, config.poison());
      engines = new Engines(ram.host(), CpuModel.SKYLAKE_SERVER);
      final Boot.Started started = Boot.start(engines.bootEngine(), ram, frames);
      final Kernel kernel = new Kernel(ram, frames, started.mode(), config.kernel());
      engines.watch(kernel.codeWatch());
      return new Machine(config, ram, frames, engines, kernel, started.ring3());
    } catch (OutOfFramesException e) {
      close(engines, ram);
      throw new LoadException(
          "memory too small: "
              + config.memoryBytes()
              + " bytes do not hold the kernel; give the machine more (--memory)");
    } catch (RuntimeException | Error e) {
      close(engines, ram);
      throw e;
    }
  }

  private static void close(@org.jspecify.annotations.Nullable Engines engines, GuestRam ram) {
    if (engines != null) {
      engines.close();
    }
    ram.close();
  }

  /** What the machine was made with. */
  public MachineConfig config() {
    return config;
  }

  /** The kernel: processes, descriptors, address spaces. */
  public Kernel kernel() {
    return kernel;
  }

  /** The named shared-memory objects. */
  public ShmRegistry registry() {
    return kernel.registry();
  }

  /** The frames of the machine. */
  public FrameAllocator frames() {
    return frames;
  }

  /** Physical memory, which is of no use after {@link #close()}. */
  public PhysicalMemory memory() {
    return ram;
  }

  /** The system calls that there are. */
  public SyscallTable syscalls() {
    return table;
  }

  /** Frames that the kernel itself uses; what else is in use belongs to processes and objects. */
  public long kernelFrames() {
    return kernelFrames;
  }

  /** Tells {@code listener} of what happens from now on. */
  public void listen(MachineListener listener) {
    listeners.add(listener);
  }

  /**
   * Loads a program into a new process, which runs at the next {@link #run}.
   *
   * @throws LoadException if memory is too small for it; the machine is as it was before
   */
  @CanIgnoreReturnValue
  public Process load(Program program) throws LoadException {
    checkOpen();
    final ElfImage image = program.image();
    final Process process;
    try {
      process = kernel.newProcess(image.name());
    } catch (OutOfFramesException e) {
      throw new LoadException(
          image.name() + ": memory too small for a process; give the machine more (--memory)");
    }
    boolean loaded = false;
    try {
      final ProgramLoader.Start start =
          new ProgramLoader(kernel)
              .load(process, image, program.arguments(), program.environment());
      openStreams(process, program);
      final CpuState registers = engines.bootEngine().copyState();
      registers.copyFrom(ring3);
      registers.set(Register.CR3, process.space().mode().cr3());
      registers.set(Register.RIP, start.entry());
      registers.set(Register.RSP, start.stack());
      final Task task = new Task(process, program, registers);
      tasks.add(task);
      loop.add(task);
      loaded = true;
    } finally {
      if (!loaded) {
        kernel.discard(process);
      }
    }
    for (final MachineListener listener : listeners) {
      listener.started(process);
    }
    return process;
  }

  private static void openStreams(Process process, Program program) throws LoadException {
    try {
      final int in = process.descriptors().add(ConsoleFile.input(program.input()));
      final int out = process.descriptors().add(ConsoleFile.output(program.output()));
      final int error = process.descriptors().add(ConsoleFile.output(program.error()));
      assert in == 0 && out == 1 && error == 2;
    } catch (ErrnoException e) {
      throw new LoadException(program.image().name() + ": no descriptors for standard streams");
    }
  }

  /**
   * Runs every process that has not ended until all have, or the budget is used up; then those that
   * are left can be run on.
   *
   * <p>What a listener or a console throws comes out of here, and the machine stands still as after
   * a budget: the next run goes on behind the system call or fault at which it was thrown, or
   * serves that again if it was not served yet.
   *
   * @throws IllegalStateException if the machine is closed, or running already
   */
  public RunResult run(Budget budget) {
    checkOpen();
    return loop.run(budget);
  }

  /**
   * Ends {@code process} as SIGKILL would, between two runs; one that has ended stays as it is.
   *
   * @throws IllegalStateException if the machine is closed, or running
   */
  public void kill(Process process) {
    checkOpen();
    loop.requireStill();
    loop.kill(process);
  }

  /**
   * What the CPU's own MMU makes of an access by the process that ran last; TLB entries are
   * consulted first, and the walk sets A and D as an access would.
   */
  public CpuTranslation translate(long virtual, CpuAccess access) {
    checkOpen();
    return engines.current().translate(virtual, access);
  }

  /** Forgets what {@link #translate} put into the TLB. */
  public void flushTlb() {
    checkOpen();
    engines.current().flushTlb();
  }

  List<Task> tasks() {
    return tasks;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the machine is closed");
    }
  }

  /**
   * Frees the CPU and the memory; processes that were running are gone with them. A second call
   * does nothing.
   *
   * @throws IllegalStateException if the machine is running
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    loop.requireStill();
    closed = true;
    for (final Task task : tasks) {
      task.close();
    }
    ring3.close();
    engines.close();
    ram.close();
  }

  /** A console that takes what it is given and forgets it. */
  static final Console SILENT = (bytes, offset, length) -> {};
}
