package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Breakpoints and watches in processes that share memory. */
@Timeout(60)
final class TrapsTest {
  private static final int SYS_READ = 0;

  /** Two processes of one program each, which count a shared word up to 40. */
  private static Guests counters() {
    final String[] lines = {
      "shm_join object, PAGE_SIZE",
      "map_shared rax, PAGE_SIZE",
      "assert_ok",
      "mov r12, rax",
      "xor ebx, ebx",
      ".globl mapped",
      "mapped:",
      "mov ecx, 1",
      ".globl add",
      "add: lock xadd [r12], rcx",
      ".globl added",
      "added: inc ebx",
      "cmp ebx, 20",
      "jb mapped",
      "exit 0",
      "shm_name object, \"/fw-session\""
    };
    return new Guests()
        .with(MachineConfig.defaults().withMemory(16 << 20).withQuantum(20).withSeed(3))
        .add("first", lines)
        .add("second", lines);
  }

  private static Process process(LiveSession session, int index) {
    return session.machine().kernel().processes().get(index);
  }

  private static long register(LiveSession session, int tid, Register register) {
    return session
        .machine()
        .registers(session.machine().kernel().task(tid).orElseThrow())
        .get(register);
  }

  @Test
  void aBreakpointIsHitOnceAnExecutionInEachProcess() throws LoadException {
    final Guests guests = counters();
    final List<Integer> hits = new ArrayList<>();
    try (LiveSession session = guests.start()) {
      final Breakpoint breakpoint = session.breakAt(OptionalInt.empty(), guests.address(0, "add"));
      while (session.resume(Goal.END) instanceof Stop.AtBreakpoint stop) {
        assertThat(stop.breakpoint()).isEqualTo(breakpoint);
        assertThat(register(session, stop.tid(), Register.RIP)).isEqualTo(guests.address(0, "add"));
        assertThat(register(session, stop.tid(), Register.RCX)).isEqualTo(1);
        assertThat(session.current().orElseThrow().tid()).isEqualTo(stop.tid());
        hits.add(stop.tid());
      }
    }
    assertThat(hits).hasSize(40);
    assertThat(hits.stream().filter(tid -> tid.equals(hits.get(0)))).hasSize(20);
  }

  @Test
  void aBreakpointOfOneProcessIsNoneOfTheOther() throws LoadException {
    final Guests guests = counters();
    try (LiveSession session = guests.start()) {
      final int second = process(session, 1).pid();
      final Breakpoint breakpoint =
          session.breakAt(OptionalInt.of(second), guests.address(0, "add"));
      int hits = 0;
      while (session.resume(Goal.END) instanceof Stop.AtBreakpoint stop) {
        assertThat(stop.tid()).isEqualTo(second);
        hits++;
        if (hits == 15) {
          assertThat(session.remove(breakpoint.id())).isTrue();
        }
      }
      assertThat(hits).isEqualTo(15);
      assertThat(session.remove(breakpoint.id())).isFalse();
    }
  }

  @Test
  void aBreakpointAtAnInstructionThatFaultsIsHitOnce() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "toucher",
                "map_anonymous PAGE_SIZE",
                "assert_ok",
                ".globl touch",
                "touch: mov byte ptr [rax], 1",
                "exit 0");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "touch"));

      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.AtBreakpoint.class);
      assertThat(session.resume(Goal.at(Goal.Event.ANY_FAULT))).isInstanceOf(Stop.AtFault.class);
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aWatchSeesTheStoreOfTheOtherProcessAndTheValuesAroundIt() throws LoadException {
    final Guests guests = counters();
    try (LiveSession session = guests.start()) {
      final Breakpoint mapped = session.breakAt(OptionalInt.empty(), guests.address(0, "mapped"));
      final Stop first = session.resume(Goal.END);
      final int watcher = first.tid();
      final long address = register(session, watcher, Register.R12);
      session.remove(mapped.id());
      // The page is filled by the first access; a watch of what is not there yet waits for it.
      final Watch.OfAddress watch = session.watch(Watch.Kind.WRITE, watcher, address, Long.BYTES);
      long value = 0;
      final List<Integer> writers = new ArrayList<>();
      while (session.resume(Goal.END) instanceof Stop.Watched stop) {
        assertThat(stop.watch()).isEqualTo(watch);
        assertThat(stop.access()).isEqualTo(Access.WRITE);
        assertThat(stop.before()).isEqualTo(value);
        assertThat(stop.after()).isEqualTo(value + 1);
        assertThat(stop.call()).isEmpty();
        assertThat(stop.address()).isEqualTo(physical(session, watcher, address));
        value++;
        writers.add(stop.tid());
        if (!session.machine().kernel().process(watcher).orElseThrow().alive()) {
          break;
        }
      }
      assertThat(writers).contains(watcher);
      assertThat(writers.stream().anyMatch(tid -> tid != watcher)).isTrue();
      assertThat(value).isBetween(21L, 40L);
    }
  }

  private static long physical(LiveSession session, int pid, long address) {
    final PageWalk walk = new PageWalk(session.machine().memory());
    assertThat(
            walk.find(
                session.machine().kernel().process(pid).orElseThrow().space().mode(), address))
        .isTrue();
    return walk.physical();
  }

  @Test
  void aWatchOfAnObjectSeesEveryStoreOfEveryProcess() throws LoadException {
    final Guests guests = counters();
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "mapped"));
      session.resume(Goal.END);
      session.remove(session.breakpoints().get(0).id());
      final long object = session.machine().registry().objects().get(0).id();
      final Watch.OfObject watch = session.watchObject(Watch.Kind.ANY, object);
      long value = 0;
      while (session.resume(Goal.END) instanceof Stop.Watched stop) {
        assertThat(stop.watch()).isEqualTo(watch);
        assertThat(stop.before()).isEqualTo(value);
        value++;
        assertThat(stop.after()).isEqualTo(value);
      }
      assertThat(value).isEqualTo(40);
    }
  }

  @Test
  void pushAndRepAndReadsAreWatchedOneByOne() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "writer",
                "mov qword ptr [place], 5",
                ".globl ready",
                "ready: lea rsp, [place + 8]",
                "push 7",
                "lea rdi, [place]",
                "mov eax, 0x11",
                "mov ecx, 3",
                "rep stosb",
                "mov rbx, [place]",
                "exit 0",
                ".bss",
                ".balign 64",
                ".globl place",
                "place: .skip 8");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "ready"));
      final int pid = session.resume(Goal.END).tid();
      session.watch(Watch.Kind.ANY, pid, guests.address(0, "place"), 8);
      final List<String> seen = new ArrayList<>();
      while (session.resume(Goal.END) instanceof Stop.Watched stop) {
        seen.add(
            stop.access()
                + " "
                + Long.toHexString(stop.before())
                + " "
                + Long.toHexString(stop.after()));
      }
      assertThat(seen)
          .containsExactly(
              "WRITE 5 7",
              "WRITE 7 11",
              "WRITE 11 1111",
              "WRITE 1111 111111",
              "READ 111111 111111");
    }
  }

  @Test
  void aStoreOfTheKernelForASystemCallIsFound() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "reader",
                "mov qword ptr [place], 0",
                ".globl ready",
                "ready: mov eax, 293", // pipe2
                "lea rdi, [ends]",
                "xor esi, esi",
                "syscall",
                "mov ebx, [ends + 4]",
                "sys write, rbx, offset(text), 4",
                "mov ebx, [ends]",
                "sys read, rbx, offset(place + 2), 4",
                "exit 0",
                "text: .ascii \"abcd\"",
                ".bss",
                ".balign 64",
                "ends: .skip 8",
                ".globl place",
                "place: .skip 8");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "ready"));
      final int pid = session.resume(Goal.END).tid();
      final Watch watch = session.watch(Watch.Kind.WRITE, pid, guests.address(0, "place"), 8);

      final Stop.Watched stop = (Stop.Watched) session.resume(Goal.END);

      assertThat(stop.watch()).isEqualTo(watch);
      assertThat(stop.call()).isEqualTo(OptionalLong.of(SYS_READ));
      assertThat(stop.before()).isZero();
      assertThat(stop.after()).isEqualTo(0x0000_6463_6261_0000L);
      assertThat(stop.address()).isEqualTo(physical(session, pid, guests.address(0, "place") + 2));
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aWatchFollowsItsAddressThroughACopyOfThePage() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "forker",
                "mov qword ptr [place], 1",
                ".globl ready",
                "ready: sys fork",
                "test eax, eax",
                "jz child",
                "mov qword ptr [place], 2",
                "mov qword ptr [place], 3",
                "exit 0",
                "child: mov qword ptr [place], 100",
                "exit 0",
                ".bss",
                ".balign 64",
                ".globl place",
                "place: .skip 8");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "ready"));
      final int pid = session.resume(Goal.END).tid();
      session.watch(Watch.Kind.WRITE, pid, guests.address(0, "place"), 8);
      final List<Long> values = new ArrayList<>();
      final List<Integer> tids = new ArrayList<>();
      while (session.resume(Goal.END) instanceof Stop.Watched stop) {
        values.add(stop.after());
        tids.add(stop.tid());
      }
      assertThat(values).containsExactly(2L, 3L);
      assertThat(tids).containsOnly(pid);
    }
  }

  @Test
  void theStoresAreFoundBackwardsAsTheyWereForwards() throws LoadException {
    final Guests guests = counters();
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "mapped"));
      session.resume(Goal.END);
      session.remove(session.breakpoints().get(0).id());
      session.watchObject(Watch.Kind.WRITE, session.machine().registry().objects().get(0).id());
      final List<Stop> forwards = new ArrayList<>();
      Stop stop = session.resume(Goal.END);
      while (stop instanceof Stop.Watched) {
        forwards.add(stop);
        stop = session.resume(Goal.END);
      }
      assertThat(forwards).hasSize(40);
      for (int i = 39; i >= 30; i--) {
        assertThat(session.resumeBack(Goal.END)).isEqualTo(forwards.get(i));
      }
    }
  }

  @Test
  void aStoreThatReachesIntoAWatchedPageIsSeen() throws LoadException {
    final Guests guests =
        new Guests()
            .add(
                "crosser",
                "mov byte ptr [pages], 1",
                "mov byte ptr [pages + 4096], 1",
                ".globl ready",
                "ready: mov rax, -1",
                "mov [pages + 4090], rax",
                "exit 0",
                ".bss",
                ".balign 4096",
                ".globl pages",
                "pages: .skip 8192");
    try (LiveSession session = guests.start()) {
      session.breakAt(OptionalInt.empty(), guests.address(0, "ready"));
      final int pid = session.resume(Goal.END).tid();
      session.watch(Watch.Kind.WRITE, pid, guests.address(0, "pages") + 4097, 2);

      final Stop.Watched stop = (Stop.Watched) session.resume(Goal.END);

      assertThat(stop.before()).isZero();
      assertThat(stop.after()).isEqualTo(0x00ff); // the first byte of two
      assertThat(session.resume(Goal.END)).isInstanceOf(Stop.Over.class);
    }
  }

  @Test
  void aTrapThatMakesNoSenseIsRefused() throws LoadException {
    try (LiveSession session = counters().start()) {
      assertThatThrownBy(() -> session.breakAt(OptionalInt.empty(), 1L << 60))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("canonical");
      assertThatThrownBy(() -> session.watch(Watch.Kind.ANY, 100, 0x1ffc, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one page");
    }
  }
}
