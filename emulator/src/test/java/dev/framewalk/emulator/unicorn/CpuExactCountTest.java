package dev.framewalk.emulator.unicorn;

import static dev.framewalk.emulator.unicorn.Guest.NX;
import static dev.framewalk.emulator.unicorn.Guest.P;
import static dev.framewalk.emulator.unicorn.Guest.U;
import static dev.framewalk.emulator.unicorn.Guest.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuTraps.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many instructions a run has completed, for every way in which it can end; and what traps stop
 * at. The expected numbers are counted by the guest itself, in RBX.
 */
@Timeout(60)
class CpuExactCountTest {
  private static final long DATA = 0x60_0000;
  private static final long NEXT_PAGE = Guest.CODE + 0x1000;

  private final Guest guest = new Guest(CpuConfig.COUNTED);

  @AfterEach
  void close() {
    guest.close();
  }

  private static String[] behind(int count, String... rest) {
    return Stream.concat(Stream.of(".rept " + count, "inc rbx", ".endr"), Arrays.stream(rest))
        .toArray(String[]::new);
  }

  /**
   * The code that ends the run behind 37 instructions of RBX's, and how many instructions of it are
   * completed.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "syscall | 0",
        "sysenter | 0",
        "mov rcx, [0] | 0",
        "mov [0], rcx | 0",
        "push qword ptr [0] | 0",
        "inc qword ptr [0] | 0",
        "lock xadd [0], rcx | 0",
        "ud2 | 0",
        ".byte 6 | 0",
        "int3 | 0",
        ".byte 0xf1 | 0",
        "int 0x80 | 0",
        "hlt | 0",
        "div r9 | 0",
        "in al, 0x10; .rept 20; inc rcx; .endr | 0",
        "out 0x10, al; .rept 20; inc rcx; .endr | 0",
        "mov cr3, rax | 0",
        ".rept 20; .byte 0x66; .endr; nop | 0",
        "nop; nop; mov rcx, [0]; nop | 2",
        "jmp 1f; 1: mov rcx, [0]; nop | 1",
        "mov r15, rbx; cpuid; mov rbx, r15; mov rcx, [0] | 3",
        "mov ax, ss; mov ss, ax; mov rcx, [0] | 2",
        // To where nothing can be fetched: the jump itself has been completed.
        "xor eax, eax; jmp rax | 2",
        "push 0; ret | 2",
        "mov eax, 0x600000; jmp rax | 2",
        "mov rax, 0x8000000000000000; jmp rax | 2",
        "mov rax, 0x8000000000000000; mov rcx, [rax] | 1",
        "xor ecx, ecx; rep stosb; mov rcx, [0] | 2",
        "mov edi, 0x600ff0; mov ecx, 100; rep stosb | 18",
      })
  void whateverEndsARunTheInstructionsBeforeItAreCounted(String end, int more) {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.code(behind(37, end.split("; ")));

    final CpuExit exit = guest.cpu.run(100_000);

    assertThat(exit).isNotSameAs(CpuExit.BUDGET_SPENT);
    assertThat(guest.get(Register.RBX)).isEqualTo(37);
    assertThat(guest.cpu.completed()).isEqualTo(37 + more);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "5", "9"})
  void aFetchThatFaultsInsideABlockIsCountedLikeAnyOther(int overhang) {
    // A ten-byte instruction that reaches this far into a page that is not there.
    final String[] code =
        behind(1000, ".org 0x1000 - 10 + " + overhang + ", 0x90", "movabs rcx, 0x1122334455667788");
    guest.code(code);
    takeNextPageAway();
    final int padding = 4096 - 10 + overhang - 3000;

    final CpuExit exit = guest.cpu.run(1_000_000);

    final boolean fits = overhang == 0;
    assertThat(exit).isInstanceOf(CpuException.class);
    assertThat(guest.get(Register.RIP)).isEqualTo(fits ? NEXT_PAGE : NEXT_PAGE - 10 + overhang);
    assertThat(guest.cpu.completed()).isEqualTo(1000 + padding + (fits ? 1 : 0));
  }

  private void takeNextPageAway() {
    guest.ram.putLong(guest.leaf(NEXT_PAGE), 0);
    guest.cpu.flushTlb();
  }

  @Test
  void slicesOfABudgetAddUpToIt() {
    final String[] code = behind(1000, ".org 0x1000 - 5, 0x90", "movabs rcx, 0x1122334455667788");
    for (final int slice : new int[] {1, 2, 3, 7, 100, 999, 1000, 1001, 2091}) {
      guest.code(code);
      takeNextPageAway();
      guest.set(Register.RBX, 0);
      long completed = 0;
      CpuExit exit;
      do {
        exit = guest.cpu.run(slice);
        completed += guest.cpu.completed();
        assertThat(guest.cpu.completed()).isLessThanOrEqualTo(slice);
        if (guest.cpu.completed() == slice) {
          exit = CpuExit.BUDGET_SPENT; // what came behind it comes again
        }
      } while (exit == CpuExit.BUDGET_SPENT);
      assertThat(exit).as("slices of %d", slice).isInstanceOf(CpuException.class);
      assertThat(completed).isEqualTo(1000 + 4096 - 5 - 3000);
      assertThat(guest.get(Register.RBX)).isEqualTo(1000);
    }
  }

  @Test
  void theRestOfABudgetIsLeftBehindAFetchThatWasTriedTooEarly() {
    guest.code(behind(1000, ".org 0x1000 - 5, 0x90", "movabs rcx, 0x1122334455667788"));
    takeNextPageAway();

    assertThat(guest.cpu.run(1500)).isSameAs(CpuExit.BUDGET_SPENT);

    assertThat(guest.cpu.completed()).isEqualTo(1500);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 3000 + 500);
  }

  @Test
  void aBreakpointEndsTheRunBeforeItsInstruction() {
    guest.code(behind(100, "syscall"));
    guest.cpu.traps().breakAt(Set.of(Guest.CODE + 3 * 40L), (address, first) -> !first);

    assertThat(guest.cpu.run(1000)).isSameAs(CpuExit.BREAKPOINT);
    assertThat(guest.cpu.completed()).isEqualTo(40);
    assertThat(guest.get(Register.RBX)).isEqualTo(40);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 3 * 40);
    assertThat(guest.cpu.run(1000)).isSameAs(CpuExit.SYSCALL);
    assertThat(guest.cpu.completed()).isEqualTo(60);
    guest.cpu.traps().breakAt(Set.of(), (address, first) -> true);
    guest.set(Register.RIP, Guest.CODE);
    assertThat(guest.cpu.run(1000)).isSameAs(CpuExit.SYSCALL);
    assertThat(guest.cpu.completed()).isEqualTo(100);
  }

  @Test
  void aBudgetThatEndsAtABreakpointIsSpent() {
    guest.code(behind(100, "syscall"));
    guest.cpu.traps().breakAt(Set.of(Guest.CODE + 3 * 40L), (address, first) -> true);

    assertThat(guest.cpu.run(40)).isSameAs(CpuExit.BUDGET_SPENT);
    assertThat(guest.cpu.completed()).isEqualTo(40);
    assertThat(guest.cpu.run(40)).isSameAs(CpuExit.BREAKPOINT);
    assertThat(guest.cpu.completed()).isZero();
  }

  /** An access to eight watched bytes, and how many instructions of the code are done then. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "mov [rdi], rcx; nop | WRITE | 1",
        "nop; mov [rdi + 7], cl; jmp 1f; 1: nop | WRITE | 2",
        "mov [rdi - 7], rcx; nop | WRITE | 1",
        "movups [rdi - 12], xmm0; nop | WRITE | 1",
        "mov rcx, [rdi]; nop | READ | 1",
        "inc qword ptr [rdi]; nop | READ WRITE | 1",
        "lock xadd [rdi], rcx; nop | READ WRITE | 1",
        "lock cmpxchg16b [rdi]; nop | READ WRITE | 1",
        "xchg [rdi], rcx; nop | READ WRITE | 1",
        "lea rsp, [rdi + 8]; push rcx; nop | WRITE | 2",
        "lea rsp, [rdi + 8]; call 1f; 1: nop | WRITE | 2",
        "mov rsp, rdi; pop rcx; nop | READ | 2",
        "sub rdi, 4; mov ecx, 8; rep stosb; nop | WRITE | 7",
        "mov rsi, rdi; lea rdi, [rsi + 64]; mov ecx, 3; rep movsq; nop | READ | 4",
        "fxsave [rdi]; nop | WRITE | 1",
      })
  void aRunEndsBehindTheInstructionThatMadeAWatchedAccess(String code, String how, int done) {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    final int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
    final List<CpuAccess> seen = new ArrayList<>();
    guest
        .cpu
        .traps()
        .watch(
            List.of(new Bytes(frame + 0x200, frame + 0x208)),
            List.of(),
            (physical, size, access, begun) -> {
              seen.add(access);
              assertThat(begun).isEqualTo(done);
              return true;
            });
    guest.code(code.split("; "));
    guest.set(Register.RDI, DATA + 0x200);
    guest.set(Register.RCX, 0x0101_0101_0101_0101L);

    assertThat(guest.cpu.run(1000)).isSameAs(CpuExit.BUDGET_SPENT);

    assertThat(guest.cpu.completed()).isEqualTo(done);
    assertThat(seen.stream().distinct().map(CpuAccess::name).toList())
        .isEqualTo(List.of(how.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "'mov [rdi - 4], rcx', WRITE",
    "'mov rcx, [rdi - 1]', READ",
    "'lock xadd [rdi - 2], rcx', READ WRITE",
    "'movups [rdi - 10], xmm0', WRITE",
    "'lea rsp, [rdi + 3]; push rcx', WRITE"
  })
  void anAccessThatReachesIntoAWatchedPageIsToldOf(String code, String how) {
    final int second = guest.newFrame();
    // The second lies before the first, so that physically it is not what follows.
    final int first = guest.newFrame();
    guest.map(DATA, first, P | W | U | NX);
    guest.map(DATA + 0x1000, second, P | W | U | NX);
    final List<String> seen = new ArrayList<>();
    guest
        .cpu
        .traps()
        .watch(
            List.of(new Bytes(second, second + 1)),
            List.of(new CpuTraps.Crossing(first, second)),
            (physical, size, access, begun) -> {
              assertThat(physical).isEqualTo(second);
              seen.add(access.name());
              return true;
            });
    guest.code((code + "; nop").split("; "));
    guest.set(Register.RDI, DATA + 0x1000);

    assertThat(guest.cpu.run(100)).isSameAs(CpuExit.BUDGET_SPENT);

    assertThat(guest.cpu.completed()).isEqualTo(code.split("; ").length);
    assertThat(seen.stream().distinct()).containsExactly(how.split(" "));
  }

  @Test
  void aWatchThatIsTakenAwayIsGone() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    final int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
    guest.code("1: mov [rdi], rcx", "jmp 1b");
    guest.set(Register.RDI, DATA);
    final CpuTraps traps = guest.cpu.traps();

    assertThat(guest.cpu.run(100)).isSameAs(CpuExit.BUDGET_SPENT);
    traps.watch(
        List.of(new Bytes(frame, frame + 1)), List.of(), (physical, size, access, begun) -> true);
    assertThat(guest.cpu.run(100)).isSameAs(CpuExit.BUDGET_SPENT);
    assertThat(guest.cpu.completed()).isEqualTo(1);
    traps.watch(List.of(), List.of(), (physical, size, access, begun) -> true);
    assertThat(guest.cpu.run(100)).isSameAs(CpuExit.BUDGET_SPENT);
    assertThat(guest.cpu.completed()).isEqualTo(100);
  }

  @Test
  void whatAListenerThrowsComesOutOfTheRun() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    final int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
    guest.code("mov [rdi], rcx", "syscall");
    guest.set(Register.RDI, DATA);
    guest
        .cpu
        .traps()
        .watch(
            List.of(new Bytes(frame, frame + 1)),
            List.of(),
            (physical, size, access, begun) -> {
              throw new IllegalArgumentException("no");
            });

    assertThatThrownBy(() -> guest.cpu.run(100)).hasRootCauseMessage("no");
  }

  @Test
  void anEndlessLoopIsCutShortBetweenTwoInstructions() throws InterruptedException {
    guest.code("1: inc rbx", "inc rcx", "jmp 1b");
    long completed = 0;
    for (int i = 0; i < 20; i++) {
      final Thread cutter = new Thread(() -> cutSoon(guest.cpu));
      cutter.start();
      assertThat(guest.cpu.run(Long.MAX_VALUE)).isSameAs(CpuExit.BUDGET_SPENT);
      cutter.join();
      completed += guest.cpu.completed();
      final long rounds = guest.get(Register.RBX);
      final long executed =
          switch ((int) (guest.get(Register.RIP) - Guest.CODE)) {
            case 0 -> 3 * rounds;
            case 3 -> 3 * (rounds - 1) + 1;
            default -> 3 * (rounds - 1) + 2;
          };
      assertThat(completed).isEqualTo(executed);
    }
  }

  private static void cutSoon(Cpu cpu) {
    try {
      Thread.sleep(3);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cpu.cutShort();
  }
}
