package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.kernel.VirtualClock;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalObserver.Disposition;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Says which system calls the guests of a machine make, as strace(1) does for a process of Linux:
 * {@code openat(AT_FDCWD, "/dev/shm/ring", O_RDWR|O_CREAT, 0600) = 3}.
 *
 * <p>Watching changes nothing: the run is the same with and without it.
 */
public final class Strace implements MachineListener {
  /** The number of exit(2), which ends a thread. */
  private static final long EXIT = 60;

  private final GuestView view;
  private final VirtualClock clock;
  private final StraceOptions options;
  private final Consumer<String> lines;
  private final CallLog log;
  private final CallCounts counts = new CallCounts();
  private final Map<Integer, TracedCall> calls = new HashMap<>();

  /** Threads besides the first that have made calls and not ended, by process. */
  private final Map<Integer, Set<Integer>> threads = new HashMap<>();

  /**
   * @param lines takes each line, without its end
   */
  public Strace(Machine machine, StraceOptions options, Consumer<String> lines) {
    this.view = new GuestView(machine.memory());
    this.clock = machine.kernel().clock();
    this.options = options;
    this.lines = lines;
    this.log =
        switch (options.form()) {
          case TEXT -> new TextLog(lines);
          case JSON -> new JsonLog(lines);
          case NONE -> new NoLog();
        };
  }

  /** How often each of the calls that are shown was made. */
  public CallCounts counts() {
    return counts;
  }

  /** Says of calls that were made and have not returned that it is so, at the end of a run. */
  public void finish() {
    log.finished();
  }

  /** Writes the counts in this trace's form. */
  public void writeCounts() {
    if (options.form() == StraceOptions.Form.JSON) {
      JsonLog.writeCounts(counts, lines);
    } else {
      counts.text().lines().forEach(lines);
    }
  }

  @Override
  public void started(Process process) {
    log.started(new Caller(process.pid(), process.pid()));
  }

  @Override
  public void calling(Task task, SyscallRequest request) {
    // Linux takes the number from EAX (arch/x86/entry/entry_64.S, entry_SYSCALL_64).
    final int number = (int) request.number();
    if (!options.filter().shows(CallSignatures.name(number))) {
      return;
    }
    final TracedCall call =
        TracedCall.of(
            request,
            task.registers().get(UserRegister.RSP),
            view.of(task.space()),
            options.stringLimit());
    counts.made(number);
    if (task.tid() != task.pid()) {
      threads.computeIfAbsent(task.pid(), pid -> new TreeSet<>()).add(task.tid());
    }
    calls.put(task.tid(), call);
    log.entered(now(), caller(task), call);
    if (number == EXIT && task.process().tasks().size() > 1) {
      calls.remove(task.tid());
      threads.getOrDefault(task.pid(), new TreeSet<>()).remove(task.tid());
      log.ended(now(), caller(task), "exited with " + (request.a0() & 0xff));
    }
  }

  @Override
  public void served(Task task, SyscallRequest request, SyscallResult result) {
    final TracedCall call = calls.remove(task.tid());
    if (call == null) {
      return;
    }
    final long value =
        result.next() == Next.REGISTERS_SET
            ? task.registers().get(UserRegister.RAX)
            : result.value();
    if (ErrnoText.isRefusal(value)) {
      counts.refused(call.number());
    }
    call.served(value, view.of(task.space()));
    log.left(now(), caller(task), call);
  }

  @Override
  public void signalled(Task task, SignalInfo info, Disposition disposition) {
    final String name = SignalText.name(info.signal().number());
    if (info.signal() != Signal.SIGKILL) {
      final StringBuilder text = new StringBuilder();
      SignalText.info(text, ByteBuffer.wrap(info.encode()).order(ByteOrder.LITTLE_ENDIAN));
      log.signalled(now(), caller(task), name, text.toString());
    }
    if (disposition == Disposition.STOPPED) {
      log.stopped(now(), caller(task), name);
    }
  }

  @Override
  public void ended(Process process) {
    final ProcessEnd end = process.end().orElseThrow();
    final String how =
        end instanceof ProcessEnd.Killed killed
            ? "killed by " + SignalText.name(killed.signal().number())
            : "exited with " + end.exitStatus();
    final Set<Integer> others = threads.remove(process.pid());
    if (others != null) {
      for (final int tid : others) {
        calls.remove(tid);
        log.ended(now(), new Caller(process.pid(), tid), how);
      }
    }
    calls.remove(process.pid());
    log.ended(now(), new Caller(process.pid(), process.pid()), how);
  }

  private static Caller caller(Task task) {
    return new Caller(task.pid(), task.tid());
  }

  private Moment now() {
    return new Moment(clock.exits(), clock.nanos());
  }
}
