package dev.framewalk.emulator.unicorn;

import static dev.framewalk.emulator.unicorn.Guest.NX;
import static dev.framewalk.emulator.unicorn.Guest.P;
import static dev.framewalk.emulator.unicorn.Guest.U;
import static dev.framewalk.emulator.unicorn.Guest.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Budgets of instructions, and a guest that moves between an engine that counts and one not. */
@Timeout(60)
class CpuCountingTest {
  private static final long DATA = 0x60_0000;

  private final Guest guest = new Guest(CpuConfig.COUNTED);

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void budgetsAreExactWhateverTheirSize() {
    guest.code(".rept 2000", "inc rbx", ".endr", "ud2");
    long expected = 0;
    for (int budget : new int[] {1, 1, 2, 3, 7, 64, 500, 1}) {
      assertThat(guest.cpu.run(budget)).isSameAs(CpuExit.BUDGET_SPENT);
      expected += budget;
      assertThat(guest.get(Register.RBX)).isEqualTo(expected);
      assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 3 * expected);
    }
  }

  @Test
  void aLoopIsCountedByItsInstructions() {
    guest.code("1: inc rbx", "jmp 1b");

    assertThat(guest.cpu.run(100_001)).isSameAs(CpuExit.BUDGET_SPENT);

    assertThat(guest.get(Register.RBX)).isEqualTo(50_001);
  }

  @Test
  void anIterationOfAStringInstructionCountsAsOne() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.code("rep stosb", "ud2");
    guest.set(Register.RDI, DATA);
    guest.set(Register.RCX, 1000);

    assertThat(guest.cpu.run(10)).isSameAs(CpuExit.BUDGET_SPENT);

    assertThat(guest.get(Register.RCX)).isEqualTo(990);
  }

  @Test
  void aSystemCallEndsABudgetedRunEarly() {
    guest.code("inc rbx", "syscall", "inc rbx", "inc rbx", "ud2");

    assertThat(guest.cpu.run(1000)).isEqualTo(CpuExit.SYSCALL);
    guest.set(Register.RIP, guest.get(Register.RIP) + 2);
    assertThat(guest.cpu.run(1)).isEqualTo(CpuExit.BUDGET_SPENT);

    assertThat(guest.get(Register.RBX)).isEqualTo(2);
  }

  @Test
  void aFaultBehindTheBudgetIsNotReached() {
    guest.code("inc rbx", "mov rcx, [0]", "ud2");

    assertThat(guest.cpu.run(1)).isEqualTo(CpuExit.BUDGET_SPENT);
    assertThat(guest.cpu.run(1)).isInstanceOf(CpuException.class);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 3);
  }

  @Test
  void withoutABudgetACountingEngineRunsOn() {
    guest.code("mov ecx, 100000", "1: dec ecx", "jnz 1b", "syscall");

    assertThat(guest.cpu.run()).isEqualTo(CpuExit.SYSCALL);
  }

  @Test
  void oneInstructionAtATimeGivesWhatOneRunGives() {
    String[] code = {
      "mov ecx, 50",
      "1: lea rbx, [rbx + rbx * 4 + 1]",
      "ror rbx, cl",
      "adc rdx, rbx",
      "sbb rsi, rdx",
      "blsr r8, rsi",
      "jc 2f",
      "popcnt r9, rsi",
      "jz 2f",
      "std",
      "2: cld",
      "dec ecx",
      "jnz 1b",
      "syscall"
    };
    guest.code(code);
    assertThat(guest.cpu.run()).isEqualTo(CpuExit.SYSCALL);
    long[] whole = registers();
    for (int i = 0; i < 16; i++) {
      guest.set(Register.values()[i], 0);
    }
    guest.set(Register.RFLAGS, 0x202);
    guest.code(code);

    CpuExit exit = CpuExit.BUDGET_SPENT;
    int steps = 0;
    while (exit == CpuExit.BUDGET_SPENT) {
      exit = guest.cpu.run(1);
      steps++;
    }

    assertThat(exit).isEqualTo(CpuExit.SYSCALL);
    assertThat(steps).isGreaterThan(500);
    assertThat(registers()).isEqualTo(whole);
  }

  private long[] registers() {
    long[] all = new long[18];
    for (int i = 0; i < all.length; i++) {
      all[i] = guest.get(Register.values()[i]);
    }
    return all;
  }

  @Test
  void haltIsToldFromASpentBudget() {
    try (HostMemory memory = HostMemory.reserve(1 << 20);
        Cpu cpu = Cpu.open(memory, CpuConfig.COUNTED)) {
      memory.window(0).put(0x1000, Asm.code("inc rbx", "inc rbx", "hlt", "inc rbx", "hlt"));
      cpu.state().set(Register.RIP, 0x1000);

      assertThat(cpu.run(2)).isEqualTo(CpuExit.BUDGET_SPENT);
      assertThat(cpu.run(1)).isEqualTo(CpuExit.HALT);
      assertThat(cpu.run(100)).isEqualTo(CpuExit.HALT);
      assertThat(cpu.state().get(Register.RBX)).isEqualTo(3);
    }
  }

  @Test
  void portsWorkInACountedRunToo() {
    guest.set(Register.RFLAGS, 0x3202);
    guest.code("in al, 0x10", "mov rbx, rax", "syscall");

    assertThat(guest.cpu.run(100)).isEqualTo(new CpuExit.PortRead(0x10, 1));
    guest.cpu.answerPortRead(5);
    assertThat(guest.cpu.run(1)).isEqualTo(CpuExit.BUDGET_SPENT);
    assertThat(guest.cpu.run(100)).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(5);
  }

  @Test
  void aGuestMovesBetweenTheTwoKindsOfEngineOverOneMemory() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    try (Cpu free = Cpu.open(guest.memory, CpuConfig.FREE)) {
      guest.code(
          "movd xmm3, ebx",
          "1: add rbx, 3",
          "add [rdi], rbx",
          "paddd xmm3, xmm3",
          "cmp rbx, 3000",
          "jne 1b",
          "fld1",
          "syscall");
      guest.set(Register.RBX, 0);
      guest.set(Register.RDI, DATA);
      CpuExit exit = guest.cpu.run(1000);
      assertThat(exit).isEqualTo(CpuExit.BUDGET_SPENT);

      free.state().copyFrom(guest.cpu.state());
      assertThat(free.run()).isEqualTo(CpuExit.SYSCALL);
      assertThat(free.state().get(Register.RBX)).isEqualTo(3000);
      assertThat(free.state().privilegeLevel()).isEqualTo(3);

      int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
      assertThat(guest.ram.getLong(frame)).isEqualTo(3L * 1000 * 1001 / 2);

      guest.cpu.state().copyFrom(free.state());
      guest.codeAt(
          Guest.CODE + 0x1000, "sub rsp, 16", "fstp qword ptr [rsp]", "pop rax", "syscall");
      guest.cpu.flushTlb();
      assertThat(guest.cpu.run(100)).isEqualTo(CpuExit.SYSCALL);
      assertThat(guest.get(Register.RAX)).isEqualTo(Double.doubleToLongBits(1.0));
    }
  }

  @Test
  void budgetsAreForEnginesThatCount() {
    assertThatThrownBy(() -> guest.cpu.run(0)).isInstanceOf(IllegalArgumentException.class);
    try (Guest free = new Guest()) {
      assertThatThrownBy(() -> free.cpu.run(1)).isInstanceOf(IllegalStateException.class);
    }
  }
}
