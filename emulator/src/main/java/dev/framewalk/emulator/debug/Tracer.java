package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.debug.strace.ErrnoText;
import dev.framewalk.emulator.debug.strace.GuestView;
import dev.framewalk.emulator.debug.strace.StraceOptions;
import dev.framewalk.emulator.debug.strace.TracedCall;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.table.Access;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what happens in a machine, an event a line ({@code what: key=value, …}): system calls, page
 * faults and turns at level DEBUG; processes and shared-memory objects, as {@code [SHM] created:
 * id=1, name=/ring, …}, at level INFO.
 *
 * <p>Watching changes nothing: the run is the same with and without it.
 */
public final class Tracer implements MachineListener {
  /** Logger of a tracer that is given none. */
  public static final String LOGGER = "dev.framewalk.trace";

  private final Machine machine;
  private final Logger log;
  private final GuestView view;
  private final Map<Integer, TracedCall> calls = new HashMap<>();
  private Map<Long, ShmStat> objects = new TreeMap<>();

  /** A tracer of {@code machine} that logs to {@link #LOGGER}. */
  public Tracer(Machine machine) {
    this(machine, LoggerFactory.getLogger(LOGGER));
  }

  /** A tracer of {@code machine} that logs to {@code log}. */
  public Tracer(Machine machine, Logger log) {
    this.machine = machine;
    this.log = log;
    this.view = new GuestView(machine.memory());
    this.objects = objectsNow();
  }

  @Override
  public void started(Process process) {
    log.info("process: started, name={}, pid={}", Printable.of(process.name()), process.pid());
  }

  @Override
  public void scheduled(Task task) {
    log.debug("turn: pid={}", task.pid());
  }

  @Override
  public void calling(Task task, SyscallRequest request) {
    if (log.isDebugEnabled()) {
      calls.put(
          task.tid(),
          TracedCall.of(
              request,
              task.registers().get(UserRegister.RSP),
              view.of(task.space()),
              StraceOptions.defaults().stringLimit()));
    }
  }

  @Override
  public void served(Task task, SyscallRequest request, SyscallResult result) {
    final TracedCall call = calls.remove(task.tid());
    if (call != null) {
      call.served(result.value(), view.of(task.space()));
      log.debug(
          "syscall: pid={}, {}, result={}{}",
          task.pid(),
          call.text(),
          ErrnoText.of(result.value()).map(ErrnoText.Row::name).orElse(call.resultText()),
          machine.syscalls().lastRefusal().map(Tracer::why).orElse(""));
    }
    tellOfObjects(task.process());
  }

  @Override
  public void faulted(Task task, long address, Access access, FaultVerdict verdict) {
    if (log.isDebugEnabled()) {
      log.debug(
          "fault: pid={}, access={}, address=0x{}, verdict={}",
          task.pid(),
          lower(access),
          Long.toHexString(address),
          lower(verdict));
    }
  }

  @Override
  public void ended(Process process) {
    calls.remove(process.pid());
    final ProcessEnd end = process.end().orElseThrow();
    log.info(
        "process: ended, name={}, pid={}, {}status={}",
        Printable.of(process.name()),
        process.pid(),
        end instanceof ProcessEnd.Killed killed ? "signal=" + killed.signal() + ", " : "",
        end.exitStatus());
    tellOfObjects(process);
  }

  /** Compares the objects with those that there were at the last event. */
  private void tellOfObjects(Process process) {
    final Map<Long, ShmStat> now = objectsNow();
    if (now.equals(objects)) {
      return;
    }
    for (final ShmStat object : now.values()) {
      final ShmStat before = objects.get(object.id());
      if (before == null) {
        log.info(
            "[SHM] created: {}, mode={}, owner={}, frames={}",
            identity(object),
            "0" + Integer.toOctalString(object.mode()),
            object.owner().pid(),
            object.frames());
      } else {
        tellOfChange(before, object, process);
      }
    }
    for (final ShmStat before : objects.values()) {
      if (!now.containsKey(before.id())) {
        tellOfEnd(before, process);
      }
    }
    objects = now;
  }

  private void tellOfChange(ShmStat before, ShmStat object, Process process) {
    if (object.size() != before.size()) {
      log.info(
          "[SHM] truncated: {}, sizeBefore={}, frames={}, runs={}, pid={}",
          identity(object),
          before.size(),
          object.frames(),
          object.runs(),
          process.pid());
    }
    if (before.mappings() != object.mappings()) {
      log.info(
          "[SHM] {}: {}, mappings={}, pid={}",
          object.mappings() > before.mappings() ? "mapped" : "unmapped",
          identity(object),
          object.mappings(),
          process.pid());
    }
    if (before.linked() && !object.linked()) {
      log.info(
          "[SHM] unlinked: {}, references={}, pid={}",
          identity(object),
          object.references(),
          process.pid());
    }
  }

  private void tellOfEnd(ShmStat before, Process process) {
    if (before.linked()) {
      log.info("[SHM] unlinked: {}, references=0, pid={}", identity(before), process.pid());
    }
    log.info(
        "[SHM] freed: {}, frames={}, pid={}", identity(before), before.frames(), process.pid());
  }

  private Map<Long, ShmStat> objectsNow() {
    final List<ShmStat> listed = machine.registry().list();
    final Map<Long, ShmStat> byId = new TreeMap<>();
    for (final ShmStat object : listed) {
      byId.put(object.id(), object);
    }
    return byId;
  }

  private static String identity(ShmStat object) {
    return "id="
        + object.id()
        + ", name="
        + object.name().map(name -> Printable.of(name.toString())).orElse("(anonymous)")
        + ", size="
        + object.size();
  }

  private static String why(ErrnoException refusal) {
    return " (" + Printable.of(String.valueOf(refusal.getMessage())) + ")";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
