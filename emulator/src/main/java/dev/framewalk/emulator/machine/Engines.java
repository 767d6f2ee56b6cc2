package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.CodeWatch;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.unicorn.Counting;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.emulator.unicorn.CpuConfig;
import dev.framewalk.emulator.unicorn.CpuModel;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.emulator.unicorn.HostMemory;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The one CPU of the machine, as several engines over the same RAM: one that runs at full speed and
 * some, opened when they are needed, that count instructions. Only one of them runs at a time, so
 * the guests' atomics stay atomic.
 *
 * <p>A task's registers stay in the engine that ran it last until another task needs that engine,
 * and so do the translations of its address space: tasks that take turns cost neither a copy of
 * registers nor a TLB.
 *
 * <p>It pays every TLB flush and every drop of translated code that is owed before the engine
 * concerned runs again.
 */
final class Engines implements AutoCloseable {
  /**
   * Engines that count, at most: each takes the host 3 MiB and up, and translates code for itself.
   */
  private static final int MOST_COUNTED = 4;

  /** So often registers were put out of an engine before there is one engine more. */
  private static final int DISPLACED_UNTIL_MORE = 32;

  /** One engine, whose registers it holds, and what it may remember that is no longer true. */
  static final class Engine {
    private final Cpu cpu;
    private final Counting counting;
    private @Nullable TaskRegisters holds;
    private @Nullable AddressSpace translationsOf;
    private boolean owesTlbFlush;

    /** Whether it holds translations of entries whose A bit is clear. */
    private boolean probed;

    private long codeSeen;
    private long lastUse;

    private Engine(Cpu cpu, Counting counting) {
      this.cpu = cpu;
      this.counting = counting;
    }

    /** The registers of the task that it holds. */
    CpuState state() {
      return cpu.state();
    }
  }

  private final HostMemory ram;
  private final CpuModel model;
  private CodeWatch code = new CodeWatch();
  private final Engine free;

  /** All there are; another thread may want to stop them. */
  private final List<Engine> all = new CopyOnWriteArrayList<>();

  private Engine current;
  private long uses;
  private long displaced;
  private boolean oneCounting;
  private @Nullable CpuState atProgramStart;

  Engines(HostMemory ram, CpuModel model) {
    this.ram = ram;
    this.model = model;
    this.free = open(Counting.FREE);
    this.current = free;
  }

  /** Says who knows of changes to code, once there is a kernel. */
  void watch(CodeWatch watch) {
    code = watch;
  }

  /** Says what registers programs start with, once the machine has booted; this closes it. */
  void startProgramsWith(CpuState registers) {
    atProgramStart = registers;
  }

  /** The registers that a program starts with, but for RIP, RSP and CR3. */
  CpuState atProgramStart() {
    if (atProgramStart == null) {
      throw new IllegalStateException("the machine has not booted");
    }
    return atProgramStart;
  }

  /** Registers for one more task, as {@code values} are now. */
  TaskRegisters newRegisters(CpuState values) {
    final CpuState copy = free.cpu.copyState();
    copy.copyFrom(values);
    return new TaskRegisters(this, copy);
  }

  /**
   * From now on there is one engine for all tasks, which counts, because what is trapped is trapped
   * in one engine.
   *
   * @throws IllegalStateException if engines do not count exactly, or tasks have run
   */
  Cpu useOneCounting() {
    if (all.size() > 1 || uses > 0) {
      throw new IllegalStateException("the machine has run already");
    }
    final Cpu cpu = open(Counting.COUNTED).cpu;
    if (!cpu.countsExactly()) {
      throw new IllegalStateException(
          "this Unicorn does not tell how many instructions it ran, and a run that is stopped and"
              + " resumed needs to know; take another build of it (framewalk doctor names this one)");
    }
    oneCounting = true;
    return cpu;
  }

  /** The engine that boots the machine. */
  Cpu bootEngine() {
    return free.cpu;
  }

  /** The engine that ran last, or is about to. */
  Cpu current() {
    return current.cpu;
  }

  /** Puts {@code task} on an engine that counts or does not; all debts of that engine are paid. */
  Cpu select(Task task, Counting wanted) {
    final Counting counting = oneCounting ? Counting.COUNTED : wanted;
    final TaskRegisters registers = (TaskRegisters) task.registers();
    final Engine home = registers.home();
    final Engine next =
        home != null && home.counting == counting && (home == current || !code.mayBeWritten())
            ? home
            : move(registers, task.space(), counting);
    if (next != current && code.mayBeWritten()) {
      next.codeSeen = -1;
    }
    current = next;
    next.lastUse = ++uses;
    settle(task);
    return next.cpu;
  }

  /** Puts {@code registers} into another engine. */
  private Engine move(TaskRegisters registers, AddressSpace space, Counting counting) {
    final Engine home = registers.home();
    final Engine next = counting == Counting.FREE ? free : placeFor(space);
    if (next == home) {
      return next;
    }
    putOut(next);
    next.cpu.state().copyFrom(registers.state());
    if (home != null) {
      home.holds = null;
    }
    next.holds = registers;
    registers.setHome(next);
    return next;
  }

  /** Saves the registers that {@code engine} holds. */
  private void putOut(Engine engine) {
    final TaskRegisters registers = engine.holds;
    if (registers != null) {
      registers.saved().copyFrom(engine.cpu.state());
      registers.setHome(null);
      engine.holds = null;
      displaced++;
    }
  }

  /**
   * The counting engine for a task of {@code space} that is in none. Code that can be written keeps
   * it to one: an engine does not see what another one stored.
   */
  private Engine placeFor(AddressSpace space) {
    Engine known = null;
    Engine oldest = null;
    int count = 0;
    for (final Engine engine : all) {
      if (engine.counting == Counting.COUNTED) {
        if (oneCounting || code.mayBeWritten()) {
          return engine;
        }
        count++;
        if (engine.translationsOf == space && (known == null || engine.holds == null)) {
          known = engine;
        }
        if (oldest == null || age(engine) < age(oldest)) {
          oldest = engine;
        }
      }
    }
    if (known != null && known.holds == null) {
      return known;
    }
    if (oldest == null
        || oldest.holds != null
            && count < MOST_COUNTED
            && displaced >= (long) count * DISPLACED_UNTIL_MORE) {
      return open(Counting.COUNTED);
    }
    return known != null && oldest.holds != null ? known : oldest;
  }

  private static long age(Engine engine) {
    return engine.holds == null ? -1 : engine.lastUse;
  }

  /** Pays what has come to be owed since {@link #select}, before the current engine runs on. */
  void settle(Task task) {
    final AddressSpace space = task.space();
    if (current.owesTlbFlush || current.probed || current.translationsOf != space) {
      current.cpu.state().set(Register.CR3, space.mode().cr3());
      current.cpu.flushTlb();
      current.owesTlbFlush = false;
      current.probed = false;
      current.translationsOf = space;
    }
    if (current.codeSeen != code.changes()) {
      current.cpu.flushTranslations();
      if (code.mayBeWrittenElsewhere()) {
        current.cpu.watchStores();
      }
      current.codeSeen = code.changes();
    }
  }

  /** Notes a flush of translations of {@code space}, owed by every engine that holds some. */
  void owe(AddressSpace space, TlbFlush flush) {
    if (flush == TlbFlush.NONE) {
      return;
    }
    for (final Engine engine : all) {
      if (engine.translationsOf == space) {
        engine.owesTlbFlush = true;
      }
    }
  }

  /** Has every engine flush its TLB before a guest runs on it. */
  void forgetTranslations() {
    for (final Engine engine : all) {
      engine.owesTlbFlush = true;
    }
  }

  /**
   * Notes the flush that mending a fault at {@code address} owes, which the task that runs has made
   * in {@code space}.
   *
   * <p>When it is that page's translation alone, the engine is asked for a new one, which takes the
   * old one's place: a copied page costs one walk then, and not every other translation as well.
   */
  void oweBehindFault(AddressSpace space, TlbFlush flush, long address, Access access) {
    final boolean wasOwed = current.owesTlbFlush;
    owe(space, flush);
    if (!wasOwed
        && access == Access.WRITE
        && current.translationsOf == space
        && flush instanceof TlbFlush.Pages pages
        && pages.range().count() == 1
        && pages.range().start().value() == (address & -4096)
        && current.cpu.translate(address, CpuAccess.WRITE) instanceof CpuTranslation.Mapped) {
      current.owesTlbFlush = false;
    }
  }

  /** Whether the engine that ran last has translations of {@code space}. */
  boolean holdsTranslationsOf(AddressSpace space) {
    return current.translationsOf == space && !current.owesTlbFlush;
  }

  /** What an engine makes of an access in {@code space}: one that holds it, or an empty one. */
  CpuTranslation translate(
      AddressSpace space, TaskRegisters registers, long virtual, CpuAccess access) {
    if (holdsTranslationsOf(space) && current.cpu.state().get(Register.CR3) == space.mode().cr3()) {
      return current.cpu.translate(virtual, access);
    }
    // The engine that does not count is in nobody's way, unless it has to do everything.
    final Engine asked = current == free ? other() : free;
    putOut(asked);
    asked.cpu.state().copyFrom(registers.state());
    asked.cpu.state().set(Register.CR3, space.mode().cr3());
    asked.cpu.flushTlb();
    asked.translationsOf = null;
    return asked.cpu.translate(virtual, access);
  }

  private Engine other() {
    for (final Engine engine : all) {
      if (engine != free) {
        return engine;
      }
    }
    return open(Counting.COUNTED);
  }

  /** Has what was asked of engines forgotten before a guest runs on them. */
  void forgetProbes() {
    for (final Engine engine : all) {
      engine.probed = true;
    }
  }

  /** Takes all tasks off the CPU, their registers saved. */
  void park() {
    for (final Engine engine : all) {
      putOut(engine);
    }
  }

  /** Forgets the registers of a task that has ended. */
  void forget(TaskRegisters registers) {
    final Engine home = registers.home();
    if (home != null) {
      home.holds = null;
      registers.setHome(null);
    }
  }

  /** Lets the one engine that counts come to rest, from any thread. */
  void cutShort() {
    for (final Engine engine : all) {
      if (engine.counting == Counting.COUNTED) {
        engine.cpu.cutShort();
      }
    }
  }

  /** Stops whichever engine runs, from any thread. */
  void requestStop() {
    for (final Engine engine : all) {
      engine.cpu.requestStop();
    }
  }

  private Engine open(Counting counting) {
    final Engine engine = new Engine(Cpu.open(ram, new CpuConfig(model, counting)), counting);
    all.add(engine);
    return engine;
  }

  @Override
  public void close() {
    final CpuState start = atProgramStart;
    if (start != null) {
      start.close();
    }
    for (final Engine engine : all) {
      engine.cpu.close();
    }
  }
}
