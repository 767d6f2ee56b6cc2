package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.Trap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Signals without a CPU: who gets them, what they come to, and the frame byte by byte. Offsets are
 * those of Linux's uapi/asm/sigcontext.h and ucontext.h, added up by hand.
 */
final class SignalCallTest {
  private static final int SIGACTION = 13;
  private static final int SIGPROCMASK = 14;
  private static final int SIGRETURN = 15;
  private static final int PAUSE = 34;
  private static final int ALARM = 37;
  private static final int KILL = 62;
  private static final int SIGPENDING = 127;
  private static final int SIGQUEUEINFO = 129;
  private static final int SIGSUSPEND = 130;
  private static final int TGKILL = 234;

  private static final long HANDLER = 0x1234_5000;
  private static final long RESTORER = 0x1234_6000;
  private static final long STACK = 0x5000_0000;
  private static final long STACK_END = STACK + 4 * 4096;
  private static final int SA_SIGINFO = 4;
  private static final int SA_RESTORER = 0x0400_0000;
  private static final int SA_RESTART = 0x1000_0000;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("receiver");
  private final Task task = guest.process.leader();

  @BeforeEach
  void stack() {
    guest.mustMap(STACK, 4, RW, ANONYMOUS, -1, 0);
    task.registers().set(UserRegister.RSP, STACK_END);
    task.registers().set(UserRegister.RIP, 0x40_1000);
    task.registers().set(UserRegister.RFLAGS, 0x602); // IF and DF
  }

  private void handle(Signal signal, long flags, long mask) {
    final ByteBuffer action = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    action.putLong(HANDLER).putLong(flags | SA_RESTORER).putLong(RESTORER).putLong(mask);
    assertThat(guest.call(SIGACTION, signal.number(), guest.bytes(action.array()), 0, 8)).isZero();
  }

  private void block(long signals) {
    final byte[] set =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(signals).array();
    assertThat(guest.call(SIGPROCMASK, 2, guest.bytes(set), 0, 8)).isZero();
  }

  private void kill(Signal signal) {
    assertThat(guest.call(KILL, guest.process.pid(), signal.number())).isZero();
  }

  private boolean deliver() {
    return ground.kernel.signals().deliver(task);
  }

  private long register(UserRegister register) {
    return task.registers().get(register);
  }

  private ByteBuffer memory(long address, int bytes) {
    return ByteBuffer.wrap(guest.peek(address, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void aHandlerStartsOnAFrameAsLinuxLaysItOut() {
    handle(Signal.SIGUSR1, SA_SIGINFO, Signal.SIGUSR2.bit());
    task.registers().set(UserRegister.R8, 0x88);
    task.registers().set(UserRegister.RAX, 0xaa);
    task.registers().set(UserRegister.RBX, 0xbb);
    kill(Signal.SIGUSR1);

    assertThat(deliver()).isTrue();

    final long frame = register(UserRegister.RSP);
    assertThat(frame % 16).isEqualTo(8);
    assertThat(register(UserRegister.RIP)).isEqualTo(HANDLER);
    assertThat(register(UserRegister.RDI)).isEqualTo(10);
    assertThat(register(UserRegister.RSI)).isEqualTo(frame + 312);
    assertThat(register(UserRegister.RDX)).isEqualTo(frame + 8);
    assertThat(register(UserRegister.RAX)).isZero();
    assertThat(register(UserRegister.RFLAGS)).as("DF is clear").isEqualTo(0x202);
    final ByteBuffer bytes = memory(frame, 440);
    assertThat(bytes.getLong(0)).as("return address").isEqualTo(RESTORER);
    assertThat(bytes.getLong(8 + 40)).as("R8").isEqualTo(0x88);
    assertThat(bytes.getLong(8 + 128)).as("RBX").isEqualTo(0xbb);
    assertThat(bytes.getLong(8 + 160)).as("RSP").isEqualTo(STACK_END);
    assertThat(bytes.getLong(8 + 168)).as("RIP").isEqualTo(0x40_1000);
    assertThat(bytes.getLong(8 + 176)).as("RFLAGS").isEqualTo(0x602);
    assertThat(bytes.getShort(8 + 184)).as("CS").isEqualTo((short) 0x33);
    assertThat(bytes.getShort(8 + 190)).as("SS").isEqualTo((short) 0x2b);
    final long image = bytes.getLong(8 + 224);
    assertThat(image % 64).isZero();
    assertThat(image + 512).as("the red zone stays").isLessThanOrEqualTo(STACK_END - 128);
    assertThat(image).as("the image is above the frame").isGreaterThanOrEqualTo(frame + 440);
    assertThat(bytes.getLong(8 + 296)).as("nothing was blocked").isZero();
    assertThat(bytes.getInt(312)).as("si_signo").isEqualTo(10);
    assertThat(bytes.getInt(312 + 16)).as("si_pid").isEqualTo(guest.process.pid());
    assertThat(task.signals().mask()).isEqualTo(Signal.SIGUSR1.bit() | Signal.SIGUSR2.bit());
  }

  @Test
  void aReturnRestoresWhatTheFrameSaysNow() {
    handle(Signal.SIGUSR1, SA_SIGINFO, 0);
    task.registers().set(UserRegister.R15, 0xff);
    final byte[] fpu = new byte[UserRegisters.FXSAVE_BYTES];
    fpu[160] = 7;
    task.registers().restoreFpu(fpu);
    kill(Signal.SIGUSR1);
    assertThat(deliver()).isTrue();
    final long context = register(UserRegister.RDX);
    guest.poke(context + 168, (byte) 0x77, (byte) 0, (byte) 0, (byte) 0); // RIP
    task.registers().set(UserRegister.R15, 1);
    task.registers().restoreFpu(new byte[UserRegisters.FXSAVE_BYTES]);
    task.registers().set(UserRegister.RSP, register(UserRegister.RSP) + 8); // the handler's ret

    final SyscallResult result =
        ground.table.serve(task, new SyscallRequest().set(SIGRETURN, 0, 0, 0, 0, 0, 0));

    assertThat(result.next()).isEqualTo(Next.REGISTERS_SET);
    assertThat(register(UserRegister.RIP)).isEqualTo(0x77);
    assertThat(register(UserRegister.R15)).isEqualTo(0xff);
    assertThat(register(UserRegister.RSP)).isEqualTo(STACK_END);
    assertThat(register(UserRegister.RFLAGS)).isEqualTo(0x602);
    assertThat(task.registers().saveFpu()[160]).isEqualTo((byte) 7);
    assertThat(task.signals().mask()).isZero();
  }

  @Test
  void aSignalWithoutHandlerEndsTheProcess() {
    kill(Signal.SIGTERM);
    assertThat(deliver()).isFalse();
    assertThat(guest.process.end()).contains(new ProcessEnd.Killed(Signal.SIGTERM));
  }

  @Test
  void whatIsIgnoredByDefaultIsNotEvenPending() {
    block(0);
    kill(Signal.SIGCHLD);
    assertThat(task.signals().isDue()).isFalse();
  }

  @Test
  void aBlockedSignalWaitsAndIsShown() {
    handle(Signal.SIGUSR1, 0, 0);
    block(Signal.SIGUSR1.bit());
    kill(Signal.SIGUSR1);
    assertThat(task.signals().isDue()).isFalse();
    assertThat(guest.call(SIGPENDING, SCRATCH, 8)).isZero();
    assertThat(memory(SCRATCH, 8).getLong()).isEqualTo(Signal.SIGUSR1.bit());
    block(0);
    assertThat(task.signals().isDue()).isTrue();
  }

  @Test
  void aHandlerEndsAWaitWithEintr() {
    handle(Signal.SIGUSR1, 0, 0);
    final SyscallResult waits =
        ground.table.serve(task, new SyscallRequest().set(PAUSE, 0, 0, 0, 0, 0, 0));
    assertThat(waits.next()).isEqualTo(Next.BLOCKED);
    assertThat(ground.kernel.resume(task)).as("nothing has come").isNull();
    kill(Signal.SIGUSR1);
    assertThat(ground.kernel.resume(task)).isEqualTo(SyscallResult.refused(Errno.EINTR));
  }

  /** Waits for ever, and may begin again. */
  private record Again() implements Wait {
    @Override
    public @Nullable SyscallResult attempt() {
      return null;
    }

    @Override
    public boolean restartable() {
      return true;
    }

    @Override
    public void leave() {}

    @Override
    public String describe() {
      return "for ever";
    }
  }

  private long ripBehindInterruption(int flags) {
    handle(Signal.SIGUSR1, flags, 0);
    final SyscallRequest unused = task.request().set(61, 0, 0, 0, 0, 0, 0);
    task.setSyscallLength(2);
    assertThat(task.waitFor(new Again()).next()).isEqualTo(Next.BLOCKED);
    kill(Signal.SIGUSR1);
    final SyscallResult result = ground.kernel.resume(task);
    assertThat(result).isEqualTo(SyscallResult.refused(Errno.EINTR));
    task.registers().set(UserRegister.RAX, -Errno.EINTR.number());
    assertThat(deliver()).isTrue();
    final ByteBuffer context = memory(register(UserRegister.RDX), 304);
    assertThat(context.getLong(144))
        .as("RAX: the call's number if it begins again")
        .isEqualTo(flags == SA_RESTART ? 61 : -4);
    return context.getLong(168);
  }

  @Test
  void aCallBeginsAgainWhereTheHandlerSaysSo() {
    assertThat(ripBehindInterruption(SA_RESTART)).isEqualTo(0x40_1000 - 2);
  }

  @Test
  void aCallDoesNotBeginAgainWhereTheHandlerDoesNotSaySo() {
    assertThat(ripBehindInterruption(0)).isEqualTo(0x40_1000);
  }

  @Test
  void suspendPutsBackTheMaskBehindTheHandler() {
    handle(Signal.SIGUSR1, 0, 0);
    block(Signal.SIGUSR1.bit() | Signal.SIGHUP.bit());
    kill(Signal.SIGUSR1);
    final SyscallResult waits =
        ground.table.serve(
            task, new SyscallRequest().set(SIGSUSPEND, guest.bytes(new byte[8]), 8, 0, 0, 0, 0));
    assertThat(waits.next()).isEqualTo(Next.BLOCKED);
    assertThat(ground.kernel.resume(task)).isEqualTo(SyscallResult.refused(Errno.EINTR));
    assertThat(deliver()).isTrue();
    assertThat(memory(register(UserRegister.RDX) + 296, 8).getLong())
        .isEqualTo(Signal.SIGUSR1.bit() | Signal.SIGHUP.bit());
    assertThat(task.signals().mask()).isEqualTo(Signal.SIGUSR1.bit());
  }

  @Test
  void aBlockedExceptionEndsTheProcess() {
    handle(Signal.SIGSEGV, 0, 0);
    block(Signal.SIGSEGV.bit());
    ground
        .kernel
        .signals()
        .force(task, SignalInfo.ofFault(Signal.SIGSEGV, 1, 0, 0), new Trap(14, 6, 0, true));
    assertThat(deliver()).isFalse();
    assertThat(guest.process.end()).contains(new ProcessEnd.Killed(Signal.SIGSEGV));
  }

  @Test
  void queuedSignalsMeetTheirLimit() {
    final int limit = 3;
    guest.process.limits().set(Resource.SIGPENDING, new ResourceLimits.Limit(limit, limit));
    block(-1);
    final byte[] info = new byte[SignalInfo.BYTES];
    info[8] = (byte) 0xff; // SI_QUEUE
    info[9] = (byte) 0xff;
    info[10] = (byte) 0xff;
    info[11] = (byte) 0xff;
    final int pid = guest.process.pid();
    for (int i = 0; i < limit; i++) {
      assertThat(guest.call(SIGQUEUEINFO, pid, 34, guest.bytes(info))).isZero();
    }
    assertThat(guest.result(SIGQUEUEINFO, pid, 34, guest.bytes(info))).isEqualTo("EAGAIN");
    assertThat(guest.result(TGKILL, pid, pid, 34)).isEqualTo("EAGAIN");
    assertThat(guest.call(KILL, pid, 34)).as("kill loses what it says").isZero();
  }

  @Test
  void anotherUserMayNotSend() {
    final GuestHand other = ground.guest("other");
    other.process.setCredentials(Credentials.of(1000, 1000));
    guest.process.setCredentials(Credentials.of(1001, 1001));
    final int pid = other.process.pid();
    assertThat(guest.result(KILL, pid, 0)).isEqualTo("EPERM");
    assertThat(guest.result(KILL, pid, 15)).isEqualTo("EPERM");
    assertThat(guest.result(KILL, pid, 18)).as("SIGCONT within a session").isEqualTo("0");
    assertThat(guest.result(KILL, -1, 15)).as("nobody who may be sent to").isEqualTo("0");
    assertThat(other.process.alive()).isTrue();
  }

  @Test
  void aStoppedProcessRunsAgainBySigcontThoughItIsIgnored() {
    kill(Signal.SIGSTOP);
    assertThat(deliver()).isFalse();
    assertThat(guest.process.stopped()).isTrue();
    final GuestHand other = ground.guest("other");
    assertThat(other.call(KILL, guest.process.pid(), 18)).isZero();
    assertThat(guest.process.stopped()).isFalse();
    assertThat(deliver()).isTrue();
  }

  @Test
  void sigkillEndsAStoppedProcess() {
    kill(Signal.SIGSTOP);
    assertThat(deliver()).isFalse();
    final GuestHand other = ground.guest("other");
    assertThat(other.call(KILL, guest.process.pid(), 9)).isZero();
    assertThat(deliver()).isFalse();
    assertThat(guest.process.end()).contains(new ProcessEnd.Killed(Signal.SIGKILL));
  }

  @Test
  void anAlarmRingsWhenItIsTimeAndNotBefore() {
    assertThat(guest.call(ALARM, 2)).isZero();
    ground.kernel.timers().fire(1_999_999_999L);
    assertThat(task.signals().isDue()).isFalse();
    assertThat(guest.call(ALARM, 3)).isEqualTo(2);
    ground.kernel.timers().fire(2_000_000_000L);
    assertThat(task.signals().isDue()).as("the first one is off").isFalse();
    ground.kernel.clock().advanceTo(3_000_000_000L);
    ground.kernel.timers().fire(3_000_000_000L);
    assertThat(task.signals().isDue()).isTrue();
    assertThat(deliver()).isFalse();
    assertThat(guest.process.end()).contains(new ProcessEnd.Killed(Signal.SIGALRM));
    assertThat(ground.kernel.timers().isEmpty()).isTrue();
  }
}
