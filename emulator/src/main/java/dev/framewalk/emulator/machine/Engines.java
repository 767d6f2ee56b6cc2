package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.CodeWatch;
import dev.framewalk.emulator.unicorn.Counting;
import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuConfig;
import dev.framewalk.emulator.unicorn.CpuModel;
import dev.framewalk.emulator.unicorn.HostMemory;
import dev.framewalk.pagetable.table.TlbFlush;
import org.jspecify.annotations.Nullable;

/**
 * The one CPU of the machine, as two engines over the same RAM: one that runs at full speed and
 * one, opened when it is first needed, that counts instructions. Only one of them runs at a time,
 * so the guests' atomics stay atomic.
 *
 * <p>It pays every TLB flush and every drop of translated code that is owed before the engine
 * concerned runs again.
 */
final class Engines implements AutoCloseable {
  /** One engine, and what it may still remember that is no longer true. */
  private static final class Engine {
    final Cpu cpu;
    @Nullable Task translationsOf;
    boolean owesTlbFlush;
    long codeSeen;

    Engine(Cpu cpu) {
      this.cpu = cpu;
    }
  }

  private final HostMemory ram;
  private final CpuModel model;
  private CodeWatch code = new CodeWatch();
  private final Engine free;
  private volatile @Nullable Engine counted;
  private Engine current;
  private @Nullable Task running;

  Engines(HostMemory ram, CpuModel model) {
    this.ram = ram;
    this.model = model;
    this.free = new Engine(Cpu.open(ram, new CpuConfig(model, Counting.FREE)));
    this.current = free;
  }

  /** Says who knows of changes to code, once there is a kernel. */
  void watch(CodeWatch watch) {
    code = watch;
  }

  /** The engine that boots the machine. */
  Cpu bootEngine() {
    return free.cpu;
  }

  /** The engine that ran last, or is about to. */
  Cpu current() {
    return current.cpu;
  }

  /** Puts {@code task} on the engine that counts or does not; all debts of that engine are paid. */
  Cpu select(Task task, Counting counting) {
    final Engine next = counting == Counting.FREE ? free : counted();
    if (running != task) {
      park();
      next.cpu.state().copyFrom(task.saved());
      running = task;
    } else if (next != current) {
      next.cpu.state().copyFrom(current.cpu.state());
    }
    if (next != current && code.mayBeWritten()) {
      next.codeSeen = -1;
    }
    current = next;
    settle(task);
    return next.cpu;
  }

  /** Pays what has come to be owed since {@link #select}, before the current engine runs on. */
  void settle(Task task) {
    if (current.owesTlbFlush || current.translationsOf != task) {
      current.cpu.flushTlb();
      current.owesTlbFlush = false;
      current.translationsOf = task;
    }
    if (current.codeSeen != code.changes()) {
      current.cpu.flushTranslations();
      current.codeSeen = code.changes();
    }
  }

  /** Notes a flush of the running task's translations, owed by every engine that holds some. */
  void owe(TlbFlush flush) {
    if (flush == TlbFlush.NONE) {
      return;
    }
    free.owesTlbFlush = true;
    final Engine other = counted;
    if (other != null) {
      other.owesTlbFlush = true;
    }
  }

  /** Takes the running task off the CPU, its registers saved. */
  void park() {
    final Task task = running;
    if (task != null) {
      task.saved().copyFrom(current.cpu.state());
      running = null;
    }
  }

  /** Forgets a task that has ended: its registers are of no use, its tables are gone. */
  void forget(Task task) {
    if (running == task) {
      running = null;
    }
    if (free.translationsOf == task) {
      free.translationsOf = null;
    }
    final Engine other = counted;
    if (other != null && other.translationsOf == task) {
      other.translationsOf = null;
    }
  }

  /** Stops whichever engine runs, from any thread. */
  void requestStop() {
    free.cpu.requestStop();
    final Engine other = counted;
    if (other != null) {
      other.cpu.requestStop();
    }
  }

  private Engine counted() {
    Engine engine = counted;
    if (engine == null) {
      engine = new Engine(Cpu.open(ram, new CpuConfig(model, Counting.COUNTED)));
      counted = engine;
    }
    return engine;
  }

  @Override
  public void close() {
    final Engine other = counted;
    if (other != null) {
      other.cpu.close();
    }
    free.cpu.close();
  }
}
