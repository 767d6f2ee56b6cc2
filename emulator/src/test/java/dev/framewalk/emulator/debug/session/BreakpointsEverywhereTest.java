package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.unicorn.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Breakpoints where code or whoever runs it was not there when they were set. */
@Timeout(60)
final class BreakpointsEverywhereTest {
  private static final MachineConfig SMALL = MachineConfig.defaults().withMemory(8 << 20);

  @Test
  void aChildStopsAtTheBreakpointOfEverybodyAndNotAtItsParents() throws LoadException {
    final Guests guests =
        new Guests().with(SMALL).add("forker", "sys fork", ".globl both", "both: nop", "exit 0");
    try (LiveSession session = guests.start()) {
      final int parent = session.current().orElseThrow().tid();
      session.breakAt(OptionalInt.empty(), guests.address(0, "both"));
      final List<Integer> hits = new ArrayList<>();
      while (session.resume(Goal.END) instanceof Stop.AtBreakpoint stop) {
        hits.add(stop.tid());
      }
      assertThat(hits).hasSize(2).contains(parent).doesNotHaveDuplicates();
    }
    try (LiveSession session = guests.start()) {
      final int parent = session.current().orElseThrow().tid();
      session.breakAt(OptionalInt.of(parent), guests.address(0, "both"));
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.AtBreakpoint.class);
      assertThat(session.stop().tid()).isEqualTo(parent);
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aProgramThatRunsItselfAnewStopsThereAgain() throws LoadException {
    final Guests guests =
        new Guests()
            .with(SMALL)
            .add(
                "again",
                "cmp qword ptr [rsp], 2",
                ".globl compared",
                "compared: je last",
                "sys execve, offset(self), offset(arguments), 0",
                "exit 1",
                "last: exit 7",
                "self: .asciz \"/proc/self/exe\"",
                ".balign 8",
                "arguments: .quad self, self, 0");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "compared"));
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.AtBreakpoint.class);
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.AtBreakpoint.class);
      final Stop second = session.stop();
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
      assertThat(session.resumeBack(Goal.END)).isEqualTo(second);
    }
  }

  /** Writes {@code nop; nop; ret} into a page, twice, and calls it each time. */
  @Test
  void codeThatIsWrittenOverABreakpointStopsThereStill() throws LoadException {
    final long page = 0x4_0000_0000L;
    final Guests guests =
        new Guests()
            .with(SMALL)
            .add(
                "writer",
                "sys mmap, 0x400000000, 0x1000, 7, 0x32, -1, 0",
                "assert_ok",
                "mov rbx, rax",
                "mov dword ptr [rbx], 0xc39090",
                "call rbx",
                "mov dword ptr [rbx], 0xc39066",
                "call rbx",
                "exit 0");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), page);
      for (int i = 0; i < 2; i++) {
        assertThat(session.resume(Goal.END)).isInstanceOf(Stop.AtBreakpoint.class);
        final Task task = session.current().orElseThrow();
        assertThat(session.machine().registers(task).get(Register.RIP)).isEqualTo(page);
      }
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
    }
  }

  /** Alone for more than 64 exits, a process has the engine that does not count. */
  @Test
  void aRunThatIsFreeWithoutADebuggerIsTheSameWithOne() throws LoadException {
    final String[] lines = {
      "xor ebx, ebx",
      "loop: sys getpid",
      "mov ecx, 7000",
      "1: dec ecx",
      "jnz 1b",
      "inc ebx",
      "cmp ebx, 300",
      "jb loop",
      "exit 0"
    };
    final Guests guests = new Guests().with(SMALL).add("alone", lines);
    final RunResult free;
    final long exits;
    final long nanos;
    try (Machine machine = Machine.open(SMALL)) {
      machine.load(guests.programs().get(0));
      free = machine.run(Budget.DEFAULT);
      exits = machine.kernel().clock().exits();
      nanos = machine.kernel().clock().nanos();
    }
    try (LiveSession session = guests.start()) {
      final Process process = session.machine().kernel().processes().get(0);
      session.breakAt(OptionalInt.of(process.pid()), guests.address(0, "_start"));
      Stop stop = session.resume(Goal.at(Goal.Event.BEFORE_CALL));
      while (!(stop instanceof Stop.Over)) {
        stop = session.resume(Goal.at(Goal.Event.BEFORE_CALL));
      }
      assertThat(((Stop.Over) stop).result().summary()).isEqualTo(free.summary());
      assertThat(stop.place().exit()).isEqualTo(exits).isGreaterThan(300);
      assertThat(session.machine().kernel().clock().nanos()).isEqualTo(nanos);
    }
  }
}
