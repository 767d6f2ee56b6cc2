package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.debug.strace.GuestView;
import dev.framewalk.emulator.debug.strace.TracedCall;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.HashMap;
import java.util.Map;

/** System calls as strace shows them. */
final class CallTexts {
  private static final int STRING_LIMIT = 32;

  private final GuestView view;
  private final Map<Integer, TracedCall> begun = new HashMap<>();

  CallTexts(PhysicalMemory memory) {
    this.view = new GuestView(memory);
  }

  /** The call that {@code task} is about to make, kept until it is over. */
  String before(Task task) {
    final SyscallRequest request =
        new SyscallRequest()
            .set(
                register(task, UserRegister.RAX),
                register(task, UserRegister.RDI),
                register(task, UserRegister.RSI),
                register(task, UserRegister.RDX),
                register(task, UserRegister.R10),
                register(task, UserRegister.R8),
                register(task, UserRegister.R9));
    final TracedCall call = of(task, request);
    begun.put(task.tid(), call);
    return call.text();
  }

  private static long register(Task task, UserRegister register) {
    return task.registers().get(register);
  }

  private TracedCall of(Task task, SyscallRequest request) {
    return TracedCall.of(
        request, register(task, UserRegister.RSP), view.of(task.space()), STRING_LIMIT);
  }

  /** The call that {@code task} has made, with what it came to. */
  String after(Task task, SyscallRequest request, long value) {
    final TracedCall kept = begun.get(task.tid());
    final TracedCall call = kept != null ? kept : of(task, request);
    call.served(value, view.of(task.space()));
    return call.text();
  }

  void forget(Task task) {
    begun.remove(task.tid());
  }
}
