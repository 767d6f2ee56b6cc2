package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.FileSystem;
import dev.framewalk.emulator.kernel.signal.ProcessSignals;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.Signals;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of one machine: its processes, its registry of objects and the frames of both.
 *
 * <p>It knows no CPU: whoever has one asks {@link Scheduler} whose turn it is, and {@code
 * SyscallTable} and {@link FaultResolver} what a task's system calls and faults come to.
 */
public final class Kernel {
  /** First process number given out; the small ones mean something on a Linux. */
  private static final int FIRST_PID = 100;

  /** Linux's limit of process numbers on 64-bit machines (proc(5), pid_max). */
  private static final int PID_MAX = 4 << 20;

  /** Regions that forks may bring the address spaces of a machine to; the host has 100 MiB then. */
  private static final long MOST_REGIONS = 1 << 20;

  /** What tells the stream of random bytes from the others of the same seed. */
  private static final long RANDOM_STREAM = 0x7261_6e64_6f6dL;

  private final PhysicalMemory memory;
  private final FrameAllocator frames;
  private final KernelConfig config;
  private final PagingMode kernelMode;
  private final ShmRegistry registry;
  private final CodeWatch codeWatch = new CodeWatch();
  private final VirtualClock clock = new VirtualClock();
  private final TimerQueue timers = new TimerQueue();
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final Futexes futexes = new Futexes();
  private final FileSystem files;

  /** Those that live and those that nobody has waited for. */
  private final Map<Integer, Process> processes = new TreeMap<>();

  /** Those that live. */
  private final Map<Integer, Task> tasks = new HashMap<>();

  private final Deque<Process> started = new ArrayDeque<>();
  private final Deque<Process> ended = new ArrayDeque<>();
  private final Signals signals = new Signals(this);
  private final Forking forking = new Forking(this);
  private final Executing executing = new Executing(this);
  private int lastNumber = FIRST_PID - 1;
  private int live;
  private long pagesMappedByEnded;
  private @Nullable Consumer<Process> endObserver;

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
    this.scheduler = new Scheduler(config.seed(), config.quantum());
    // Another stream than the scheduler's: who asks for random bytes changes nobody's turns.
    this.random = new SplittableRandom(config.seed() ^ RANDOM_STREAM);
    this.files = new FileSystem(this);
  }

  /** The named objects. */
  public ShmRegistry registry() {
    return registry;
  }

  /** The files that guests see. */
  public FileSystem files() {
    return files;
  }

  /** The frames of the machine. */
  public FrameAllocator frames() {
    return frames;
  }

  /** The physical memory of the machine. */
  public PhysicalMemory memory() {
    return memory;
  }

  /** The root table that holds the kernel half which every process shares. */
  public PhysFrame kernelRoot() {
    return kernelMode.root();
  }

  public KernelConfig config() {
    return config;
  }

  /** What whoever keeps translations of guest code has to look at. */
  public CodeWatch codeWatch() {
    return codeWatch;
  }

  /** The time that guests see. */
  public VirtualClock clock() {
    return clock;
  }

  /** What is to happen at some time. */
  public TimerQueue timers() {
    return timers;
  }

  /** Who is told of what, and acts on it before going on. */
  public Signals signals() {
    return signals;
  }

  /** Where the random bytes that guests ask for come from: the seed. */
  public SplittableRandom random() {
    return random;
  }

  /** The words of guests' memory that tasks wait on. */
  public Futexes futexes() {
    return futexes;
  }

  /** Nanoseconds since 1970 that a clock on the wall of the machine shows. */
  public long realNanos() {
    return config.epoch().getEpochSecond() * 1_000_000_000L
        + config.epoch().getNano()
        + clock.nanos();
  }

  /** Who runs when. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Every process that lives or that its parent has not waited for, by number. */
  public List<Process> processes() {
    return List.copyOf(processes.values());
  }

  /** The process of that number, alive or waiting to be waited for. */
  public Optional<Process> process(int pid) {
    return Optional.ofNullable(processes.get(pid));
  }

  /** The living task of that number. */
  public Optional<Task> task(int tid) {
    return Optional.ofNullable(tasks.get(tid));
  }

  /** The address space of a living process that runs the program in {@code file}, if one does. */
  @Nullable AddressSpace spaceRunning(byte[] file) {
    for (final Process process : processes.values()) {
      if (process.alive() && process.runs(file)) {
        return process.space();
      }
    }
    return null;
  }

  /** Pages that were ever entered into the tables of a process. */
  public long pagesMapped() {
    long pages = pagesMappedByEnded;
    for (final Process process : processes.values()) {
      if (process.alive()) {
        pages += process.space().pagesMapped();
      }
    }
    return pages;
  }

  /** Processes that have not ended. */
  public long liveProcesses() {
    return live;
  }

  /**
   * A process with the kernel half mapped, nothing in its user half, no descriptors and one task,
   * which is not scheduled yet.
   *
   * @throws OutOfFramesException if there is no frame for its root table
   */
  public Process newProcess(String name, UserRegisters registers) throws OutOfFramesException {
    final Process process =
        new Process(
            this,
            takeNumber(),
            name,
            newSpace(),
            new DescriptorTable(config.openFiles()),
            new ProcessSignals());
    final Task task = new Task(process.pid(), process, registers, name);
    process.add(task);
    register(process);
    register(task);
    return process;
  }

  void register(Process process) {
    processes.put(process.pid(), process);
    live++;
  }

  void register(Task task) {
    tasks.put(task.tid(), task);
  }

  /** Notes that {@code task} can run: what listens is told of new processes. */
  void started(Task task) {
    if (task.process().leader() == task) {
      started.add(task.process());
    }
  }

  /**
   * Refuses with EAGAIN when there are as many tasks as there may be; processes that nobody has
   * waited for count, because they keep their numbers.
   */
  void checkTaskLimit(Task caller) throws ErrnoException {
    if (tasks.size() + processes.size() - live >= config.tasks()) {
      throw new ErrnoException(Errno.EAGAIN, "too many tasks: limit=" + config.tasks());
    }
    final Credentials credentials = caller.process().credentials();
    final long limit = caller.process().limits().current(Resource.NPROC);
    // The superuser is not limited (getrlimit(2), RLIMIT_NPROC).
    if (!credentials.privileged() && Long.compareUnsigned(tasksOf(credentials.uid()), limit) >= 0) {
      throw new ErrnoException(Errno.EAGAIN, "too many tasks of one user: limit=" + limit);
    }
  }

  /**
   * Refuses a copy of {@code original} when all address spaces together would have more regions
   * than the machine may have: a fork makes thousands of them in one call.
   *
   * @throws ErrnoException ENOMEM
   */
  void checkRegionLimit(AddressSpace original) throws ErrnoException {
    long regions = original.regions().size();
    for (final Process process : processes.values()) {
      regions += process.alive() ? process.space().regions().size() : 0;
    }
    if (regions > MOST_REGIONS) {
      throw new ErrnoException(Errno.ENOMEM, "too many regions in all: limit=" + MOST_REGIONS);
    }
  }

  /** Tasks whose processes' real user is {@code uid}. */
  private long tasksOf(int uid) {
    long count = 0;
    for (final Process process : processes.values()) {
      if (process.credentials().uid() == uid) {
        count += process.alive() ? process.tasks().size() : 1;
      }
    }
    return count;
  }

  /** Makes a task as {@code request} has it (clone(2)). */
  public SyscallResult clone(Task caller, CloneRequest request) throws ErrnoException {
    return forking.clone(caller, request);
  }

  /** An address space with the kernel half and an empty user half. */
  AddressSpace newSpace() throws OutOfFramesException {
    final PhysFrame root = Mapper.newRoot(frames);
    final AddressSpace space =
        new AddressSpace(memory, frames, kernelMode.withRoot(root), config.largePages(), codeWatch);
    space.owe(space.mapper().shareKernelHalf(kernelMode.root()));
    return space;
  }

  /** The next number that no process and no task has. */
  int takeNumber() {
    do {
      lastNumber = lastNumber + 1 < PID_MAX ? lastNumber + 1 : FIRST_PID;
    } while (processes.containsKey(lastNumber) || tasks.containsKey(lastNumber));
    return lastNumber;
  }

  /** Takes back a process that never ran, as if it had not been made. */
  public void discard(Process process) {
    tasks.remove(process.leader().tid());
    process.finish(new ProcessEnd.Killed(Signal.SIGKILL));
    processes.remove(process.pid());
    live--;
    if (process.pid() == lastNumber) {
      lastNumber--;
    }
  }

  /**
   * Runs another program in {@code caller}'s process (execve(2)).
   *
   * @param path how the program finds itself named (AT_EXECFN)
   * @param file where it lies
   * @param arguments argv, as bytes are in them (ISO 8859-1)
   * @param environment envp, likewise
   */
  public SyscallResult execute(
      Task caller, String path, Entry file, List<String> arguments, List<String> environment)
      throws ErrnoException {
    return executing.execute(caller, path, file, arguments, environment);
  }

  /** Ends all tasks of {@code survivor}'s process but itself, which is the first then. */
  void leaveOthers(Task survivor) {
    final Process process = survivor.process();
    for (final Task task : List.copyOf(process.tasks())) {
      if (task != survivor) {
        leave(task);
        process.remove(task);
      }
    }
    if (survivor.tid() != process.pid()) {
      tasks.remove(survivor.tid());
      survivor.becomeLeader();
      register(survivor);
    }
  }

  /** What a task does before it leaves its address space, at its end and at execve(2). */
  void letGoOfMemory(Task task) {
    futexes.taskEnded(task);
    task.setClearChildTid(0);
    task.setRobustList(0);
  }

  /** Counts the pages that were entered into an address space which is about to go. */
  void countMapped(AddressSpace space) {
    pagesMappedByEnded += space.users() == 1 ? space.pagesMapped() : 0;
  }

  /**
   * Lets a task that waits look whether its wait is over.
   *
   * @return what its system call has come to; null if it waits on
   */
  public @Nullable SyscallResult resume(Task task) {
    final SyscallResult result = task.resume(false);
    if (result != null || !task.signals().isDue()) {
      return result;
    }
    return switch (signals.screen(task)) {
      case NOTHING -> task.resume(false);
      case STOPPED -> null;
      case ENDED -> SyscallResult.ENDED;
      case HANDLER -> task.resume(true);
    };
  }

  /**
   * Ends one task; with the last one its process ends (exit(2)).
   *
   * @param status the low 8 bits of the argument of exit
   */
  public void exit(Task task, int status) {
    final Process process = task.process();
    if (task.tid() == process.pid()) {
      process.leaderExited(status);
    }
    if (process.tasks().size() == 1) {
      end(process, new ProcessEnd.Exited(process.leaderStatus()));
    } else {
      leave(task);
      process.remove(task);
      signals.retarget(process);
    }
  }

  /** What a task does last. */
  private void leave(Task task) {
    letGoOfMemory(task);
    tasks.remove(task.tid());
    task.finish();
    for (final Process child : task.process().children()) {
      final Signal signal =
          child.maker() == task
              ? Signal.of(child.settings().parentDeathSignal()).orElse(null)
              : null;
      if (signal != null) {
        signals.send(child, SignalInfo.ofSender(signal, SignalInfo.SI_USER, task));
      }
    }
    task.process().handOver(task);
  }

  /** Has {@code observer}, and nobody else, told of each process that is about to end. */
  public void tellBeforeEnd(Consumer<Process> observer) {
    endObserver = observer;
  }

  /** Ends a process with all its tasks and takes back all that it held. */
  public void end(Process process, ProcessEnd how) {
    if (endObserver != null) {
      endObserver.accept(process);
    }
    for (final Task task : process.tasks()) {
      leave(task);
    }
    countMapped(process.space());
    process.finish(how);
    live--;
    ended.add(process);
    process.orphanChildren();
    if (process.parent().isEmpty()) {
      process.reap();
    } else {
      final ChildStatus status = ChildStatus.ended(process);
      final boolean unwanted = signals.childChanged(process, status.kind().code(), status.value());
      process.tellParent();
      if (unwanted) {
        process.reap();
      }
    }
  }

  void forget(Process process) {
    processes.remove(process.pid());
  }

  /** A process that has been forked since this was asked last; null when there is none left. */
  public @Nullable Process takeStarted() {
    return started.pollFirst();
  }

  /** A process that has ended since this was asked last; null when there is none left. */
  public @Nullable Process takeEnded() {
    return ended.pollFirst();
  }
}
