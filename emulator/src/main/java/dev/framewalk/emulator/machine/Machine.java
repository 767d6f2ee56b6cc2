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
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.GuestFiles;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.emulator.unicorn.CpuModel;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.emulator.unicorn.CpuTraps;
import dev.framewalk.emulator.unicorn.HostMemory;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Optional;
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
  private final TableJournal journal;
  private final Engines engines;
  private final Kernel kernel;
  private final SyscallTable table;
  private final RunLoop loop;
  private final long kernelFrames;
  private final Outcomes outcomes = new Outcomes();
  private final OutputLimit output;
  private boolean closed;
  private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();

  private Machine(
      MachineConfig config,
      GuestRam ram,
      FrameAllocator frames,
      TableJournal journal,
      Engines engines,
      Kernel kernel) {
    this.config = config;
    this.ram = ram;
    this.frames = frames;
    this.journal = journal;
    this.engines = engines;
    this.kernel = kernel;
    this.table = new SyscallTable(kernel);
    this.kernelFrames = frames.used();
    this.output = new OutputLimit(config.outputBytes());
    this.loop = new RunLoop(this, engines, new SyscallGate(table, journal, listeners), listeners);
  }

  /**
   * A machine that has booted and has no process.
   *
   * @throws LoadException if the memory is too small for the kernel's own tables
   */
  public static Machine open(MachineConfig config) throws LoadException {
    return open(
        config,
        (ram, frames, journal) -> {
          frames.watchTables(journal);
          return new JournaledMemory(ram, journal);
        });
  }

  /** How the kernel's stores come to be noted. */
  interface Recording {
    /** The RAM as the kernel is to have it. */
    PhysicalMemory memory(GuestRam ram, FrameAllocator frames, TableJournal journal);
  }

  /** As {@link #open(MachineConfig)}; other recordings are for measuring what that one costs. */
  static Machine open(MachineConfig config, Recording recording) throws LoadException {
    final GuestRam ram = new GuestRam(HostMemory.reserve(config.memoryBytes()));
    Engines engines = null;
    try {
      // Frame 0 stays out of use, so that an entry of all zeroes never looks like a translation.
      final FrameAllocator frames =
          new FrameAllocator(
              ram, PhysFrame.of(1), (config.memoryBytes() >>> 12) - 1, config.poison());
      final TableJournal journal = new TableJournal();
      final PhysicalMemory journaled = recording.memory(ram, frames, journal);
      engines = new Engines(ram.host(), CpuModel.SKYLAKE_SERVER);
      final Boot.Started started = Boot.start(engines.bootEngine(), journaled, frames);
      final Kernel kernel =
          new Kernel(
              journaled, frames, started.mode(), config.kernel(engines.bootEngine().features()));
      journal.timedBy(kernel.clock());
      engines.watch(kernel.codeWatch());
      engines.startProgramsWith(started.ring3());
      return new Machine(config, ram, frames, journal, engines, kernel);
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

  /** The files that guests find, to put some in before a run and take some out after it. */
  public GuestFiles files() {
    return new GuestFiles(kernel.files());
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
    final TaskRegisters registers = engines.newRegisters(engines.atProgramStart());
    final Process process;
    final String loading = "loading " + image.name();
    journal.work(0, loading);
    try {
      process = kernel.newProcess(image.name(), registers);
      journal.work(process.pid(), loading);
    } catch (OutOfFramesException e) {
      registers.close();
      throw new LoadException(
          image.name() + ": memory too small for a process; give the machine more (--memory)");
    }
    boolean loaded = false;
    try {
      final ProgramLoader.Start start =
          new ProgramLoader(kernel)
              .load(process, image, program.arguments(), program.environment());
      openStreams(process, program);
      process.setExecutable(
          kernel
              .files()
              .installProgram(
                  program.arguments().isEmpty() ? "" : program.arguments().get(0),
                  image.name(),
                  image.bytes()));
      registers.reset(start.entry(), start.stack());
      outcomes.loaded(process);
      kernel.scheduler().add(process.leader());
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

  private void openStreams(Process process, Program program) throws LoadException {
    try {
      final int in = openInput(process, program.input());
      final int out = add(process, ConsoleFile.output(output.within(program.output())));
      final int error = add(process, ConsoleFile.output(output.within(program.error())));
      assert in == 0 && out == 1 && error == 2;
    } catch (ErrnoException e) {
      throw new LoadException(program.image().name() + ": no descriptors for standard streams");
    }
  }

  /** Its input; who gives a program none gives it /dev/null, as for a command in the background. */
  private static int openInput(Process process, byte[] input) throws ErrnoException {
    return input.length == 0
        ? process.descriptors().add(process.kernel().files().openNull(process.leader()))
        : add(process, ConsoleFile.input(input));
  }

  private static int add(Process process, ConsoleFile stream) throws ErrnoException {
    return process.descriptors().add(process.kernel().files().adoptStream(stream));
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
    journal.work(process.pid(), "a kill from outside");
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

  /** Whether the CPU that ran last holds translations of the address space of {@code process}. */
  public boolean holdsTranslationsOf(Process process) {
    return engines.holdsTranslationsOf(process.space());
  }

  /**
   * What the CPU's own MMU makes of an access by {@code process} in ring 3: of the engine that ran
   * last, whose TLB entries are consulted first, if it holds translations of that process; else of
   * one that has none. The walk sets A and D as an access would.
   *
   * @throws IllegalStateException if the machine is closed
   */
  public CpuTranslation translate(Process process, long virtual, CpuAccess access) {
    checkOpen();
    return engines.translate(
        process.space(), (TaskRegisters) process.leader().registers(), virtual, access);
  }

  /**
   * Says that A or D bits were put back that {@link #translate} had set: what it put into a TLB is
   * forgotten before a guest runs on.
   */
  public void forgetProbes() {
    checkOpen();
    engines.forgetProbes();
  }

  /** Forgets what {@link #translate} put into the TLB. */
  public void flushTlb() {
    checkOpen();
    engines.current().flushTlb();
  }

  /**
   * Has {@code steering} decide how far the CPU goes at a time, for good; before the first run.
   *
   * @return what the CPU can be told to stop at, to be used while the machine stands still
   * @throws IllegalStateException if the machine has run, or the CPU cannot count exactly
   */
  @CanIgnoreReturnValue
  public CpuTraps steer(RunSteering steering) {
    checkOpen();
    loop.requireStill();
    final Cpu cpu = engines.useOneCounting();
    loop.steer(steering);
    return cpu.traps();
  }

  /**
   * Lets the CPU of a machine that is steered come to rest before its next instruction, from any
   * thread; returns when it has. Nothing happens when it is at rest.
   */
  public void cutShort() {
    engines.cutShort();
  }

  /**
   * Where in the run the machine stands: exits so far, and instructions since the last one as far
   * as the CPU counted them: exactly in a run that is steered. While an exit is served, where the
   * instruction is that left.
   */
  public RunPlace place() {
    return loop.place();
  }

  /**
   * A hash of which task ran when and where it left the CPU so far: equal runs have equal hashes at
   * equal places.
   */
  public long scheduleHash() {
    return loop.scheduleHash();
  }

  /** Who stored to the page-table entry at {@code entry} last; empty if that is not known. */
  public Optional<EntryWriter> lastWriter(PhysAddr entry) {
    return frames.isUsedFor(entry.value() >>> 12, FramePurpose.PAGE_TABLE)
        ? journal.writer(entry.value(), number -> table.row(number).orElseThrow().name())
        : Optional.empty();
  }

  /** The memory as something to look at, as it is at each moment that it is asked. */
  public MemoryView view() {
    return new MachineView(this);
  }

  /** The address space of a process that lives. */
  public static SpaceView space(Process process) {
    return MachineView.space(process);
  }

  TableJournal journal() {
    return journal;
  }

  /**
   * All registers of a task that lives, to be read and, between two runs, written. They are the
   * task's own: not to be closed, and not to be used once it has run on.
   */
  public CpuState registers(Task task) {
    return ((TaskRegisters) task.registers()).state();
  }

  /**
   * Says that memory was written from outside, while guests stood still: tables and code may be
   * among it, so no translation of the CPU's outlives this.
   */
  public void memoryChanged() {
    checkOpen();
    kernel.codeWatch().changed();
    engines.forgetTranslations();
  }

  OutputLimit output() {
    return output;
  }

  /** The fault that ended a process; empty if none did. */
  public Optional<FaultReport> faultOf(Process process) {
    return outcomes.faultOf(process);
  }

  Outcomes outcomes() {
    return outcomes;
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
    for (final Process process : kernel.processes()) {
      for (final Task task : process.tasks()) {
        task.registers().close();
      }
    }
    engines.close();
    ram.close();
  }

  /** A console that takes what it is given and forgets it. */
  static final Console SILENT = (bytes, offset, length) -> {};
}
