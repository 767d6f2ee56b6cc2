package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.FileContext;
import dev.framewalk.emulator.kernel.signal.ProcessSignals;
import dev.framewalk.emulator.shm.Owner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A guest process: tasks that share an address space and descriptors, its place among the others,
 * and how it ended.
 */
public final class Process {
  /** Group and session of programs that are loaded: as if a shell without job control did it. */
  private static final int INIT = 1;

  private final Kernel kernel;
  private final int pid;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Process> children = new ArrayList<>();
  private final WaitQueue childEvents = new WaitQueue();
  private final WaitQueue leftMemory = new WaitQueue();
  private String name;
  private @Nullable ElfImage image;
  private List<String> arguments = List.of();
  private AddressSpace space;
  private FaultResolver faults;
  private UserMemory memory;
  private DescriptorTable descriptors;
  private final ProcessSignals signals;
  private Credentials credentials = Credentials.ROOT;
  private final ResourceLimits limits;
  private final ProcessSettings settings = new ProcessSettings();
  private final CpuTime cpuTime = new CpuTime();
  private FileContext fileContext;
  private @Nullable Entry executable;
  private @Nullable Process parent;
  private @Nullable Task maker;
  private int group = INIT;
  private int session = INIT;
  private int exitSignal;
  private int leaderStatus;
  private boolean stopped;
  private int untoldStop;
  private boolean untoldContinue;
  private boolean executed;
  private @Nullable ProcessEnd end;

  Process(
      Kernel kernel,
      int pid,
      String name,
      AddressSpace space,
      DescriptorTable descriptors,
      ProcessSignals signals) {
    this.kernel = kernel;
    this.pid = pid;
    this.name = name;
    this.space = space;
    this.faults = new FaultResolver(space);
    this.memory = new UserMemory(space, faults);
    this.descriptors = descriptors;
    this.signals = signals;
    this.limits = new ResourceLimits(kernel.config().openFiles(), kernel.config().tasks());
    this.fileContext = FileContext.at(kernel.files().root());
  }

  /** The kernel that it is a process of. */
  public Kernel kernel() {
    return kernel;
  }

  public int pid() {
    return pid;
  }

  /** The program's name, for people. */
  public String name() {
    return name;
  }

  /** argv of the program that it runs. */
  public List<String> arguments() {
    return arguments;
  }

  /** The program that it runs; empty before it was loaded. */
  public Optional<ElfImage> image() {
    return Optional.ofNullable(image);
  }

  /** Whether it runs the program in {@code file}: that very array. */
  boolean runs(byte[] file) {
    return image != null && image.bytes() == file;
  }

  /** Says what it runs from now on. */
  void runs(ElfImage program, List<String> argv) {
    name = program.name();
    image = program;
    arguments = List.copyOf(argv);
  }

  public AddressSpace space() {
    return space;
  }

  public FaultResolver faults() {
    return faults;
  }

  public UserMemory memory() {
    return memory;
  }

  public DescriptorTable descriptors() {
    return descriptors;
  }

  /** What it does on signals, and what was sent to it as a whole (signal(7)). */
  public ProcessSignals signals() {
    return signals;
  }

  /** Its tasks that have not ended, the oldest first. */
  public List<Task> tasks() {
    return Collections.unmodifiableList(tasks);
  }

  /** The oldest of its tasks. */
  public Task leader() {
    return tasks.get(0);
  }

  void add(Task task) {
    tasks.add(task);
  }

  void remove(Task task) {
    tasks.remove(task);
  }

  /** Whom it acts for. */
  public Credentials credentials() {
    return credentials;
  }

  public void setCredentials(Credentials value) {
    if (value.effectiveUid() != credentials.effectiveUid()
        || value.effectiveGid() != credentials.effectiveGid()) {
      // Linux kernel/cred.c, commit_creds.
      settings.setParentDeathSignal(0);
    }
    credentials = value;
  }

  /** How much it may use of what; a child has its parent's ({@link ResourceLimits#copyFrom}). */
  public ResourceLimits limits() {
    return limits;
  }

  /** What it says about itself; a child has its parent's ({@link ProcessSettings#copyFrom}). */
  public ProcessSettings settings() {
    return settings;
  }

  /** The time that its tasks have had the CPU, and that of its children. */
  public CpuTime cpuTime() {
    return cpuTime;
  }

  /** Whom objects that it makes belong to. */
  public Owner owner() {
    return new Owner(pid, credentials.effectiveUid(), credentials.effectiveGid());
  }

  /** Permission bits that files it makes do not get (umask(2)). */
  public int umask() {
    return fileContext.umask();
  }

  public void setUmask(int mask) {
    fileContext.setUmask(mask);
  }

  /** Closes the descriptors that another program is not to have, in a table of its own. */
  void closeOnExec() {
    if (descriptors.users() > 1) {
      final DescriptorTable own = descriptors.copy();
      descriptors.leave();
      descriptors = own;
    }
    descriptors.closeOnExec();
  }

  /** Its working directory and mask, which it may share with others. */
  public FileContext fileContext() {
    return fileContext;
  }

  /** Gives it another one: a copy of its parent's, or its parent's own (clone(2), CLONE_FS). */
  public void setFileContext(FileContext context) {
    fileContext = context;
  }

  /** The file that it runs; empty before a program was loaded (proc(5), exe). */
  public Optional<Entry> executable() {
    return Optional.ofNullable(executable);
  }

  /** Says which file it runs from now on. */
  public void setExecutable(Entry file) {
    file.node().isRun();
    leaveExecutable();
    executable = file;
  }

  private void leaveExecutable() {
    if (executable != null) {
      executable.node().isRunNoMore();
    }
  }

  /** Who forked it; empty for a program that was loaded, and when the parent has ended. */
  public Optional<Process> parent() {
    return Optional.ofNullable(parent);
  }

  /** The task of the parent's whose end it is told of (prctl(2), PR_SET_PDEATHSIG). */
  @Nullable Task maker() {
    return maker;
  }

  /** Hands the children that {@code task} made to another task of this process, or to none. */
  void handOver(Task task) {
    Task heir = null;
    for (final Task other : tasks) {
      heir = heir == null && other != task && other.alive() ? other : heir;
    }
    for (final Process child : children) {
      child.maker = child.maker == task ? heir : child.maker;
    }
  }

  /** Its children that nobody has waited for. */
  public List<Process> children() {
    return Collections.unmodifiableList(children);
  }

  /** Number of SIGCONT. */
  static final int SIGCONT = 18;

  /** Where tasks of it wait for a child to change (wait(2)). */
  WaitQueue childEvents() {
    return childEvents;
  }

  /** Process group (getpgrp(2)). */
  public int group() {
    return group;
  }

  public void setGroup(int number) {
    group = number;
  }

  /** Session (getsid(2)). */
  public int session() {
    return session;
  }

  public void setSession(int number) {
    session = number;
  }

  /** Whether a signal has stopped it: its tasks do not run until it is continued. */
  public boolean stopped() {
    return stopped;
  }

  /** Stops it: none of its tasks runs until it is continued. */
  public void stop(int signal) {
    stopped = true;
    untoldStop = signal;
    untoldContinue = false;
    for (final Task task : tasks) {
      kernel.scheduler().remove(task);
    }
    tellParent();
  }

  /** Lets its tasks run again, if it was stopped. */
  public void resume() {
    if (!stopped) {
      return;
    }
    stopped = false;
    untoldStop = 0;
    untoldContinue = true;
    for (final Task task : tasks) {
      kernel.scheduler().add(task);
    }
    tellParent();
  }

  /** Lets tasks of the parent that wait for a child look. */
  void tellParent() {
    if (parent != null) {
      parent.childEvents.wakeAll();
    }
  }

  /** The signal that stopped it, while the parent has not been told; 0 otherwise. */
  int untoldStop() {
    return untoldStop;
  }

  void stopTold() {
    untoldStop = 0;
  }

  /** Whether it was continued and the parent has not been told. */
  boolean untoldContinue() {
    return untoldContinue;
  }

  void continueTold() {
    untoldContinue = false;
  }

  /** What the parent is sent when it ends; 0 for nothing (clone(2)). */
  public int exitSignal() {
    return exitSignal;
  }

  void setExitSignal(int signal) {
    exitSignal = signal;
  }

  /** Where the caller of vfork(2) waits for it to leave the caller's memory. */
  WaitQueue leftMemory() {
    return leftMemory;
  }

  /** Whether it has called execve(2) since it was forked (setpgid(2), EACCES). */
  public boolean executed() {
    return executed;
  }

  /** Notes the status of its first task, which is the process's if others end after it. */
  void leaderExited(int status) {
    leaderStatus = status;
  }

  int leaderStatus() {
    return leaderStatus;
  }

  /** Takes over from {@code original} what a fork does (fork(2)). */
  void inherit(Process original) {
    image = original.image;
    arguments = original.arguments;
    credentials = original.credentials;
    original.executable().ifPresent(this::setExecutable);
    limits.copyFrom(original.limits);
    settings.copyFrom(original.settings);
    group = original.group;
    session = original.session;
  }

  /**
   * Gives it a parent, or none.
   *
   * @param task the one of the parent's that made it
   */
  void adoptBy(@Nullable Process process, @Nullable Task task) {
    parent = process;
    maker = process == null ? null : task;
    if (process != null) {
      process.children.add(this);
    }
  }

  /** Forgets it: its parent has been told of its end, or nobody wants to know. */
  void reap() {
    if (parent != null) {
      parent.cpuTime.addChild(cpuTime);
      parent.children.remove(this);
      parent = null;
    }
    kernel.forget(this);
  }

  /** Leaves its children to nobody: those that have ended are forgotten (wait(2), NOTES). */
  void orphanChildren() {
    for (final Process child : List.copyOf(children)) {
      if (child.alive()) {
        child.parent = null;
      } else {
        child.reap();
      }
    }
    children.clear();
  }

  /** How it ended; empty while it lives. */
  public Optional<ProcessEnd> end() {
    return Optional.ofNullable(end);
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return end == null;
  }

  /** Gives it another address space (execve(2)); the caller has let go of the old one. */
  void setSpace(AddressSpace other) {
    other.setLimits(MemoryLimits.of(limits));
    space = other;
    faults = new FaultResolver(other);
    memory = new UserMemory(other, faults);
  }

  /** Notes that it has called execve(2). */
  void executes() {
    executed = true;
  }

  /** Ends the process: ends its tasks, closes its descriptors, leaves its address space. */
  void finish(ProcessEnd how) {
    if (end != null) {
      throw new IllegalStateException("ended twice: pid=" + pid + ", first=" + end);
    }
    end = how;
    signals.close();
    for (final Task task : tasks) {
      if (task.alive()) {
        task.finish();
      }
    }
    space.leave();
    leftMemory.wakeAll();
    leaveExecutable();
    kernel.files().locks().releaseAllOf(this, descriptors);
    descriptors.leave();
  }

  @Override
  public String toString() {
    return name + " (pid " + pid + ")";
  }
}
