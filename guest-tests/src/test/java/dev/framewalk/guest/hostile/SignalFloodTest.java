package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd.Exited;
import dev.framewalk.emulator.kernel.ProcessEnd.Killed;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that send signals and set timers without end, and frames that nobody pushed. */
@Timeout(60)
class SignalFloodTest {
  private static final Budget SHORT = Budget.wallTime(Duration.ofMillis(300));

  /** sigqueue(3): the limit of queued signals is RLIMIT_SIGPENDING, EAGAIN. */
  @Test
  void realTimeSignalsAreQueuedUpToTheLimitAndAllArrive() throws Exception {
    Program queues =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
            .pushsection .data
            .balign 8
            info: .long 0, 0, -1, 0      /* SI_QUEUE */
              .skip 112
            arrived: .quad 0
            .popsection
              on_signal SIGRT, count, SA_SIGINFO
              block_signals -1
              sys getpid
              mov r12, rax
              xor ebx, ebx
            1:
              sys rt_sigqueueinfo, r12, SIGRT, offset(info)
              test rax, rax
              js 2f
              inc ebx
              jmp 1b
            2:
              assert_errno EAGAIN
              assert_eq rbx, 4096
              block_signals 0
              mov rax, [arrived]
              assert_eq rax, rbx
              sys rt_sigqueueinfo, r12, SIGRT, offset(info)
              assert_eq rax, 0
              exit
            count:
              inc qword ptr [arrived]
              ret
            """);
    assertThat(Lab.statusOf(queues)).isZero();
  }

  /** What all the processes of a user have waiting counts together. */
  @Test
  void manyProcessesQueueNoMoreThanOne() throws Exception {
    Program queues =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
            .pushsection .data
            .balign 8
            info: .long 0, 0, -1, 0
              .skip 112
            .popsection
              sys mmap, 0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0
              mov r13, rax
              block_signals -1
              mov ebx, 10
            1:
              sys fork
              assert_ok
              test rax, rax
              jz 3f
              mov r12, rax
              dec ebx
              jnz 1b
            2:
              cmp qword ptr [r13], 10
              jne 4f
              sys kill, -1, SIGKILL
              exit
            4:
              sys sched_yield
              jmp 2b
            3:
              sys getpid
              mov r12, rax
            5:
              sys rt_sigqueueinfo, r12, SIGRT, offset(info)
              test rax, rax
              js 6f
              lock inc qword ptr [r13 + 8]
              jmp 5b
            6:
              assert_errno EAGAIN
              lock inc qword ptr [r13]
            7:
              cmp qword ptr [r13], 10
              jne 8f
              mov rax, [r13 + 8]
              assert_eq rax, 4096
            8:
              sys sched_yield
              jmp 7b
            """);
    assertThat(Lab.statusOf(queues)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1: send_self SIGUSR1\n jmp 1b",
        "1: sys fork\n mov rbx, rax\n 2: sys kill, 0, SIGUSR1\n jmp 2b",
        "1: sys kill, -1, SIGUSR1\n jmp 1b"
      })
  void whoSendsForEverStopsAtItsBudget(String loop) throws Exception {
    Program floods =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
              on_signal SIGUSR1, nothing
              jmp 1f
            nothing:
              ret
            """
                + loop);
    try (Lab lab = new Lab()) {
      lab.load(floods);
      assertThat(lab.run(SHORT)).isInstanceOf(BudgetExhausted.class);
      assertThat(lab.run(SHORT)).isInstanceOf(BudgetExhausted.class);
    }
  }

  /** Each frame lies below the last one: the stack ends, and the signal after that ends it. */
  @Test
  void aHandlerThatSignalsItselfUsesUpItsStack() throws Exception {
    Program recurses =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
              on_signal SIGUSR1, again, SA_NODEFER
            again:
              send_self SIGUSR1
              exit 1
            """);
    assertThat(Lab.outcomeOf(recurses).end()).contains(new Killed(Signal.SIGSEGV));
  }

  /** timer_create(2): EAGAIN; a timer takes one of the signals that may be pending. */
  @Test
  void whoMakesTimersForEverIsToldThatThereAreTooMany() throws Exception {
    Program timers =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
            .pushsection .bss
            .balign 8
            timer: .skip 8
            .popsection
              xor ebx, ebx
            1:
              sys timer_create, 1, 0, offset(timer)
              test rax, rax
              js 2f
              inc ebx
              jmp 1b
            2:
              assert_errno EAGAIN
              assert_below 1000, rbx
              assert_below rbx, 100000
              mov edi, [timer]
              sys timer_delete, rdi
              assert_eq rax, 0
              sys timer_create, 1, 0, offset(timer)
              assert_eq rax, 0
              exit
            """);
    assertThat(Lab.statusOf(timers)).isZero();
  }

  /** A period of one nanosecond, for ever: handled, or slept through. */
  @ParameterizedTest
  @ValueSource(strings = {"1: jmp 1b", "1: sys pause\n jmp 1b", "1: sys sched_yield\n jmp 1b"})
  void aTimerThatNeverRestsStopsAtTheBudget(String loop) throws Exception {
    Program ticks =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
            .pushsection .data
            .balign 8
            timer: .quad 0
            period: .quad 0, 1, 0, 1
            .popsection
              on_signal SIGALRM, nothing
              sys timer_create, 1, 0, offset(timer)
              assert_eq rax, 0
              mov edi, [timer]
              sys timer_settime, rdi, 0, offset(period), 0
              assert_eq rax, 0
              jmp 1f
            nothing:
              ret
            """
                + loop);
    try (Lab lab = new Lab()) {
      lab.load(ticks);
      assertThat(lab.run(SHORT)).isInstanceOf(BudgetExhausted.class);
      assertThat(lab.run(SHORT)).isInstanceOf(BudgetExhausted.class);
    }
  }

  /** A thousand sleeps of a nanosecond and one of three hundred years. */
  @Test
  void sleepsOfAnyLengthTakeTheHostNoTime() throws Exception {
    Program sleeps =
        HostileGuests.inline(
            """
            .pushsection .data
            .balign 8
            brief: .quad 0, 1
            ages: .quad 9000000000, 999999999
            .popsection
              mov ebx, 1000
            1:
              sys nanosleep, offset(brief), 0
              assert_eq rax, 0
              dec ebx
              jnz 1b
              sys nanosleep, offset(ages), 0
              assert_eq rax, 0
              exit
            """);
    assertThat(Lab.statusOf(sleeps)).isZero();
  }

  /** Children return from signals that never came, with frames of random bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void framesOfRandomBytesEndTheirProcessAndNothingElse(long seed) throws Exception {
    Program returns =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
              number_argument 1, 1
              mov r12, rax
              movabs rax, 0x9e3779b97f4a7c15
              imul r12, rax
              or r12, 1
              mov ebx, 300
            1:
              mov rax, r12
              shr rax, 12
              xor r12, rax
              mov rax, r12
              shl rax, 25
              xor r12, rax
              mov rax, r12
              shr rax, 27
              xor r12, rax
              sys fork
              assert_ok
              test rax, rax
              jz child
              sys wait4, -1, 0, 0, 0
              assert_ok
              dec ebx
              jnz 1b
              exit

            child:
              map_anonymous 8192, PROT_READ|PROT_WRITE
              mov rsp, rax
              mov rdi, rax
              mov ecx, 1024
              mov rdx, r12
            2:
              mov rax, rdx
              shr rax, 12
              xor rdx, rax
              mov rax, rdx
              shl rax, 25
              xor rdx, rax
              mov rax, rdx
              shr rax, 27
              xor rdx, rax
              mov rax, rdx
              /* Half of them small: selectors, flags and pointers that may pass. */
              test dl, 1
              jz 3f
              and eax, 0x33
            3:
              stosq
              loop 2b
              mov eax, SYS_rt_sigreturn
              test r12b, 2
              jz 4f
              /* Everything random but what is returned to, which goes on for a while. */
              mov qword ptr [rsp + UC_rip], offset goes_on
              mov qword ptr [rsp + UC_fpstate], 0
              mov dword ptr [rsp + UC_cs], 0x33
            4:
              test r12b, 4
              jz 5f
              lea rdi, [rsp + 4096]
              mov [rsp + UC_fpstate], rdi
            5:
              syscall
            goes_on:
              mov eax, 100
            6:
              dec eax
              jnz 6b
              mov edi, 9
              mov eax, SYS_exit_group
              syscall
            """,
            seed);
    assertThat(Lab.statusOf(returns)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "8",
        "0xffffffffffffffff",
        "0xffff800000000000",
        "0x7fffffffeff8",
        "0x800000000000"
      })
  void aReturnFromASignalWithAStackThatIsNoneEndsTheProcess(String stack) throws Exception {
    Program returns =
        HostileGuests.inline(
            "jmp 99f\n.include \"signal.inc\"\n99: movabs rsp, "
                + stack
                + "\n sys rt_sigreturn\n ud2");
    assertThat(Lab.outcomeOf(returns).end()).contains(new Killed(Signal.SIGSEGV));
  }

  /** Where the frame cannot be pushed the process ends (sigaltstack(2), signal(7)). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "0xffffffffffff0000",
        "0xffff800000000000",
        "0xffffffff81000000",
        "0x7ffffffe0000",
        "0x800000000000",
        "0x12345000"
      })
  void aSignalStackThatIsNoMemoryEndsWhoUsesIt(String base) throws Exception {
    Program uses =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
            .pushsection .data
            .balign 8
            stack: .quad %s, 0, 65536
            .popsection
              sys sigaltstack, offset(stack), 0
              assert_eq rax, 0
              on_signal SIGUSR1, never, SA_ONSTACK
              send_self SIGUSR1
            never:
              exit 1
            """
                .formatted(base));
    assertThat(Lab.outcomeOf(uses).end()).contains(new Killed(Signal.SIGSEGV));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "0xffff800000000000", "0x800000000000", "0xffffffff81000000"})
  void aHandlerThatIsNoCodeEndsTheProcess(String handler) throws Exception {
    Program handles =
        HostileGuests.inline(
            """
              jmp 99f
            .include "signal.inc"
            99:
            .pushsection .data
            .balign 8
            action: .quad %s, SA_RESTORER, %s, 0
            .popsection
              sys rt_sigaction, SIGUSR1, offset(action), 0, 8
              assert_eq rax, 0
              sys rt_sigaction, SIGSEGV, offset(action), 0, 8
              assert_eq rax, 0
              send_self SIGUSR1
              exit 1
            """
                .formatted(handler, handler));
    assertThat(Lab.outcomeOf(handles).end()).contains(new Killed(Signal.SIGSEGV));
  }

  @Test
  void whoKillsEverybodyLeavesTheMachineWhole() throws Exception {
    Program kills =
        HostileGuests.inline(
            """
              mov ebx, 20
            1:
              sys fork
              test rax, rax
              jz 2f
              dec ebx
              jnz 1b
            2:
              sys kill, -1, 9
              exit
            """);
    try (Lab lab = new Lab()) {
      lab.load(kills);
      Process other = lab.load(HostileGuests.inline("1: sys sched_yield\n jmp 1b"));
      assertThat(lab.finish()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(other.end()).contains(new Killed(Signal.SIGKILL));
      assertThat(lab.machine().kernel().processes()).isEmpty();
      Process after = lab.load(HostileGuests.inline("exit 3"));
      assertThat(lab.finish()).isNotEmpty();
      assertThat(after.end()).contains(new Exited(3));
    }
  }
}
