package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.session.Goal.Event;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run can be stopped at beside traps, and what can be seen of the guests then. */
@Timeout(60)
final class EventsTest {
  private static final int SYS_WRITE = 1;
  private static final int SYS_GETPID = 39;
  private static final int SYS_FORK = 57;

  private static long register(LiveSession session, Register register) {
    return session
        .machine()
        .registers(session.machine().kernel().task(session.stop().tid()).orElseThrow())
        .get(register);
  }

  private static boolean isMapped(LiveSession session, int pid, long address) {
    final Process process = session.machine().kernel().process(pid).orElseThrow();
    return process.alive()
        && new PageWalk(session.machine().memory()).find(process.space().mode(), address);
  }

  @Test
  void aCallIsStoppedAtBeforeItIsServedAndBehindIt() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "caller",
                "sys getpid",
                ".globl call",
                "mov eax, 1",
                "mov edi, 1",
                "lea rsi, [text]",
                "mov edx, 3",
                "call: syscall",
                "exit 0",
                "text: .ascii \"hi\\n\"");
    try (LiveSession session = guests.start()) {
      final Goal goal = Goal.at(Event.BEFORE_CALL, Event.AFTER_CALL).ofCall(SYS_WRITE);

      final Stop.AtCall before = (Stop.AtCall) session.resume(goal);
      assertThat(before.number()).isEqualTo(SYS_WRITE);
      assertThat(before.text()).isEqualTo("write(1, \"hi\\n\", 3)");
      assertThat(before.result()).isEmpty();
      assertThat(register(session, Register.RIP)).isEqualTo(guests.address(0, "call"));
      assertThat(guests.printed()).isEmpty();

      final Stop.AtCall after = (Stop.AtCall) session.resume(goal);
      assertThat(after.text()).isEqualTo("write(1, \"hi\\n\", 3)");
      assertThat(after.result()).isEqualTo(OptionalLong.of(3));
      assertThat(register(session, Register.RIP)).isEqualTo(guests.address(0, "call") + 2);
      assertThat(guests.printed()).isEqualTo("hi\n");
      assertThat(after.place().exit()).isEqualTo(before.place().exit() + 1);
      assertThat(session.resume(goal)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aStepFromBeforeACallIsTheCall() throws LoadException {
    final Guests guests = new Guests().add("caller", "sys getpid", "exit 0");
    try (LiveSession session = guests.start()) {
      final Stop before = session.resume(Goal.at(Event.BEFORE_CALL).ofCall(SYS_GETPID));
      final long rip = register(session, Register.RIP);

      session.stepInstruction(OptionalInt.of(before.tid()));

      assertThat(register(session, Register.RIP)).isEqualTo(rip + 2);
      assertThat(register(session, Register.RAX)).isEqualTo(before.tid());
    }
  }

  @Test
  void aFaultThatEndsAProcessIsStoppedAtWhileTheTablesStand() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "crasher",
                "map_anonymous PAGE_SIZE, PROT_READ",
                "assert_ok",
                "mov r12, rax",
                "mov bl, [rax]",
                ".globl crash",
                "crash: mov byte ptr [rax + 8], 1",
                "exit 0");
    try (LiveSession session = guests.start()) {
      final Stop.AtFault stop = (Stop.AtFault) session.resume(Goal.at(Event.FATAL_FAULT));

      final long address = register(session, Register.R12);
      assertThat(stop.address()).isEqualTo(address + 8);
      assertThat(stop.access()).isEqualTo(Access.WRITE);
      assertThat(stop.report().orElseThrow().text()).contains("SIGSEGV");
      assertThat(register(session, Register.RIP)).isEqualTo(guests.address(0, "crash"));
      assertThat(isMapped(session, stop.tid(), address)).isTrue();

      final Stop.AtProcess end = (Stop.AtProcess) session.resume(Goal.at(Event.PROCESS_END));
      assertThat(end.pid()).isEqualTo(stop.tid());
      assertThat(isMapped(session, end.pid(), address)).isTrue();
      final Stop.Over over = (Stop.Over) session.resume(Goal.END);
      assertThat(((RunResult.Finished) over.result()).good()).isFalse();
    }
  }

  @Test
  void mendedFaultsAreStoppedAtBehindTheMending() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "toucher",
                "map_anonymous 3*PAGE_SIZE",
                "assert_ok",
                "mov r12, rax",
                "mov byte ptr [rax + PAGE_SIZE], 1",
                "exit 0");
    try (LiveSession session = guests.start()) {
      Stop.AtFault stop = (Stop.AtFault) session.resume(Goal.at(Event.ANY_FAULT));
      while (stop.address() != register(session, Register.R12) + 4096) {
        stop = (Stop.AtFault) session.resume(Goal.at(Event.ANY_FAULT));
      }
      assertThat(stop.access()).isEqualTo(Access.WRITE);
      assertThat(stop.report()).isEmpty();
      assertThat(isMapped(session, stop.tid(), stop.address())).isTrue();
    }
  }

  @Test
  void processesAreStoppedAtWhenTheyBeginAndBeforeTheyEnd() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "parent",
                "sys fork",
                "test eax, eax",
                "jz child",
                "mov ebx, eax",
                "sys kill, rbx, 9",
                "sys wait4, rbx, 0, 0, 0",
                "exit 0",
                "child: jmp child");
    try (LiveSession session = guests.start()) {
      final Goal goal = Goal.at(Event.PROCESS_START, Event.PROCESS_END);
      final Stop.AtProcess start = (Stop.AtProcess) session.resume(goal);
      assertThat(start.event()).isEqualTo(Event.PROCESS_START);
      final int child = start.pid();
      assertThat(session.view().space(child)).isPresent();

      final Stop.AtProcess killed = (Stop.AtProcess) session.resume(goal);
      assertThat(killed.event()).isEqualTo(Event.PROCESS_END);
      assertThat(killed.pid()).isEqualTo(child);
      assertThat(session.view().space(child).orElseThrow().areas()).isNotEmpty();

      final Stop.AtProcess exits = (Stop.AtProcess) session.resume(goal);
      assertThat(exits.pid()).isNotEqualTo(child);
      assertThat(session.view().space(child)).isEmpty();
      assertThat(session.view().space(exits.pid()).orElseThrow().areas()).isNotEmpty();
      assertThat(session.resume(goal)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aFaultThatAHandlerTakesIsAFaultAndNoEnd() throws LoadException {
    try (LiveSession session = new Guests().addFile("signals/mend-fault.S").start()) {
      assertThat(session.resume(Goal.at(Event.FATAL_FAULT))).isInstanceOf(Stop.Over.class);
      session.goTo(RunPlace.START);
      long unmended = 0;
      while (session.resume(Goal.at(Event.ANY_FAULT)) instanceof Stop.AtFault fault) {
        assertThat(fault.report()).isEmpty();
        unmended += isMapped(session, fault.tid(), fault.address()) ? 0 : 1;
      }
      assertThat(unmended).isPositive();
    }
  }

  @Test
  void eventsOfOneProcessAreNotThoseOfOthers() throws LoadException {
    final String[] lines = {"sys getpid", "sys getpid", "sys getpid", "exit 0"};
    final Guests guests = new Guests().add("one", lines).add("two", lines);
    try (LiveSession session = guests.start()) {
      final int two = session.machine().kernel().processes().get(1).pid();
      final List<Integer> callers = new ArrayList<>();
      final Goal goal = Goal.at(Event.AFTER_CALL).of(two);
      while (session.resume(goal) instanceof Stop.AtCall call) {
        assertThat(call.result()).isEqualTo(OptionalLong.of(two));
        callers.add(call.tid());
      }
      assertThat(callers).containsExactly(two, two, two);
    }
  }

  @Test
  void aCallThatWaitsIsOverWhenItIsServed() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "parent",
                "sys fork",
                "test eax, eax",
                "jz child",
                "mov ebx, eax",
                "sys wait4, rbx, 0, 0, 0",
                "exit 0",
                "child: .rept 300",
                "nop",
                ".endr",
                "exit 3");
    try (LiveSession session = guests.start()) {
      final Stop.AtCall fork =
          (Stop.AtCall) session.resume(Goal.at(Event.AFTER_CALL).ofCall(SYS_FORK));
      final long child = fork.result().orElseThrow();
      final Stop.AtCall wait = (Stop.AtCall) session.resume(Goal.at(Event.AFTER_CALL).ofCall(61));
      assertThat(wait.result()).isEqualTo(OptionalLong.of(child));
      assertThat(wait.text()).startsWith("wait4(" + child + ", ");
    }
  }

  @Test
  void aProgramThatRunsAnotherIsSteppedThroughAsOneTask() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "again",
                "cmp qword ptr [rsp], 2",
                "je last",
                "sys execve, offset(self), offset(arguments), 0",
                "exit 1",
                "last: exit 7",
                "self: .asciz \"/proc/self/exe\"",
                ".balign 8",
                "arguments: .quad self, self, 0");
    try (LiveSession session = guests.start()) {
      final Process process = session.machine().kernel().processes().get(0);
      int steps = 0;
      while (process.alive()) {
        session.stepInstruction(OptionalInt.of(process.pid()));
        steps++;
      }
      assertThat(process.end()).contains(new ProcessEnd.Exited(7));
      assertThat(steps).isEqualTo(7 + 2 + 3);
    }
  }
}
