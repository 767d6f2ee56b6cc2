package dev.framewalk.emulator.unicorn;

import static dev.framewalk.emulator.unicorn.Guest.NX;
import static dev.framewalk.emulator.unicorn.Guest.P;
import static dev.framewalk.emulator.unicorn.Guest.U;
import static dev.framewalk.emulator.unicorn.Guest.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a run ends, and how it goes on. */
@Timeout(60)
class CpuRunTest {
  private static final long DATA = 0x60_0000;

  private final Guest guest = new Guest();

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void aSystemCallLeavesTheRegistersOfItsMomentAndRipAtTheInstruction() {
    guest.code("mov rax, 39", "mov rdi, -1", "mov r11, 11", "mov rcx, 12", "syscall");

    assertThat(guest.run()).isSameAs(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RAX)).isEqualTo(39);
    assertThat(guest.get(Register.RDI)).isEqualTo(-1);
    assertThat(guest.get(Register.R11)).isEqualTo(11);
    assertThat(guest.get(Register.RCX)).isEqualTo(12);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 28);
    assertThat(guest.cpu.state().privilegeLevel()).isEqualTo(3);
  }

  @Test
  void aSystemCallThatIsNotSkippedIsMadeAgain() {
    guest.code("inc rbx", "syscall", "ud2");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RBX)).isEqualTo(1);
  }

  @Test
  void theResultOfASystemCallReachesTheGuest() {
    guest.code("syscall", "mov rbx, rax", "syscall");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    guest.set(Register.RAX, 42);

    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RBX)).isEqualTo(42);
  }

  @Test
  void nothingBehindASystemCallRunsBeforeItIsServed() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.code("syscall", "mov qword ptr [rax], 1", "ud2");
    guest.set(Register.RAX, DATA);

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
    assertThat(guest.ram.getLong(frame)).isZero();
  }

  @Test
  void aSystemCallWithPrefixesIsAsLongAsItIs() {
    guest.code(
        ".byte 0x48, 0x0f, 0x05", "inc rbx", ".byte 0x66, 0x48, 0x0f, 0x05", "inc rbx", "syscall");

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.cpu.systemCallLength()).isEqualTo(3);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.cpu.systemCallLength()).isEqualTo(4);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.cpu.systemCallLength()).isEqualTo(2);
    assertThat(guest.get(Register.RBX)).isEqualTo(2);
  }

  @Test
  void aSystemCallAcrossTwoPagesIsTwoBytesLong() {
    guest.codeAt(Guest.CODE + 4095, "syscall", "inc rbx", "syscall");

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.cpu.systemCallLength()).isEqualTo(2);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);
  }

  @Test
  void theLengthIsThatOfTheLastRunsSystemCallOnly() {
    guest.code("ud2");
    assertThat(guest.run()).isInstanceOf(CpuException.class);

    assertThatThrownBy(guest.cpu::systemCallLength).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sysenterIsAnExitOfItsOwn() {
    guest.code("mov eax, 7", "sysenter", "ud2");

    assertThat(guest.run()).isSameAs(CpuExit.SYSENTER);

    assertThat(guest.get(Register.RAX)).isEqualTo(7);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 5);
    assertThat(guest.cpu.systemCallLength()).isEqualTo(2);
  }

  @Test
  void portsAreForbiddenToRingThreeBeforeAnythingBehindThemRuns() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    for (String port : new String[] {"in al, 0x60", "out 0x60, al", "in eax, dx", "out dx, ax"}) {
      guest.code("nop", port, "mov qword ptr [rbx], 1", "syscall");
      guest.set(Register.RBX, DATA);

      assertThat(guest.run())
          .as(port)
          .isEqualTo(new CpuException(13, 0, Origin.HARDWARE, guest.get(Register.CR2)));
      assertThat(guest.get(Register.RIP)).as(port).isEqualTo(Guest.CODE + 1);
      int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
      assertThat(guest.ram.getLong(frame)).as(port).isZero();
    }
  }

  @Test
  void aPortReadGivesTheGuestWhatTheCallerAnswers() {
    allowPorts();
    guest.code("mov eax, -1", "mov edx, 0x3f8", "in al, dx", "mov rbx, rax", "syscall");

    assertThat(guest.run()).isEqualTo(new CpuExit.PortRead(0x3f8, 1));
    guest.cpu.answerPortRead(0x42);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RBX)).isEqualTo(0xffff_ff42L);
  }

  @Test
  void aPortThatNobodyAnswersReadsAllOnes() {
    allowPorts();
    guest.code("xor eax, eax", "in ax, 0x10", "syscall");

    assertThat(guest.run()).isEqualTo(new CpuExit.PortRead(0x10, 2));
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RAX)).isEqualTo(0xffff);
  }

  @Test
  void everyPortWriteOfABlockIsAnExitOfItsOwn() {
    allowPorts();
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.code(
        "mov eax, 0x12345678",
        "out 0x80, al",
        "out 0x81, ax",
        "mov [rbx], eax",
        "out 0x82, eax",
        "syscall");
    guest.set(Register.RBX, DATA);

    assertThat(guest.run()).isEqualTo(new CpuExit.PortWrite(0x80, 1, 0x78));
    assertThat(guest.run()).isEqualTo(new CpuExit.PortWrite(0x81, 2, 0x5678));
    assertThat(guest.run()).isEqualTo(new CpuExit.PortWrite(0x82, 4, 0x12345678));
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
    assertThat(guest.ram.getInt(frame)).isEqualTo(0x12345678);
  }

  @Test
  void aRepeatedPortReadIsAnExitAnElement() {
    allowPorts();
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.code("mov ecx, 3", "mov edx, 0x1f0", "rep insw", "syscall");
    guest.set(Register.RDI, DATA);

    for (int i = 1; i <= 3; i++) {
      assertThat(guest.run()).isEqualTo(new CpuExit.PortRead(0x1f0, 2));
      guest.cpu.answerPortRead(i);
    }
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    int frame = (int) (guest.ram.getLong(guest.leaf(DATA)) & 0xffff_f000L);
    assertThat(guest.ram.getLong(frame)).isEqualTo(0x0000_0003_0002_0001L);
    assertThat(guest.get(Register.RCX)).isZero();
  }

  @Test
  void anAnswerIsForgottenWhenTheGuestIsMovedElsewhere() {
    allowPorts();
    guest.code("in al, 0x10", "syscall");
    assertThat(guest.run()).isEqualTo(new CpuExit.PortRead(0x10, 1));
    guest.cpu.answerPortRead(1);
    guest.code("in al, 0x20", "syscall");
    guest.set(Register.RIP, Guest.CODE + 2);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    guest.set(Register.RIP, Guest.CODE);

    assertThat(guest.run()).isEqualTo(new CpuExit.PortRead(0x20, 1));
  }

  @Test
  void haltInRingZeroEndsTheRunBehindIt() {
    try (HostMemory memory = HostMemory.reserve(1 << 20);
        Cpu cpu = Cpu.open(memory, CpuConfig.FREE)) {
      memory.window(0).put(0x1000, Asm.code("inc rbx", "hlt", "inc rbx", "hlt"));
      cpu.state().set(Register.RIP, 0x1000);

      assertThat(cpu.run()).isSameAs(CpuExit.HALT);
      assertThat(cpu.state().get(Register.RIP)).isEqualTo(0x1004);
      assertThat(cpu.run()).isSameAs(CpuExit.HALT);
      assertThat(cpu.state().get(Register.RBX)).isEqualTo(2);
    }
  }

  @Test
  void anotherThreadStopsALoopAndItGoesOnWhereItWas() throws InterruptedException {
    int counter = guest.newFrame();
    guest.map(DATA, counter, P | W | U | NX);
    guest.set(Register.RAX, DATA);
    guest.code("1: inc rbx", "mov [rax], rbx", "jmp 1b");
    for (int i = 0; i < 20; i++) {
      long before = guest.get(Register.RBX);
      Thread watchdog =
          new Thread(
              () -> {
                // Not before the loop runs again, however long the host takes to begin with it.
                while (guest.ram.getLong(counter) <= before) {
                  Thread.onSpinWait();
                }
                guest.cpu.requestStop();
              });
      watchdog.start();

      assertThat(guest.run()).isSameAs(CpuExit.STOPPED);

      watchdog.join();
      assertThat(guest.get(Register.RBX)).isGreaterThan(before);
    }
  }

  @Test
  void stopsAtAnyMomentOfAStreamOfSystemCallsAreAllHeard() throws InterruptedException {
    guest.code("1: syscall", "inc rbx", "jmp 1b");
    int stops = 200;
    Thread watchdog =
        new Thread(
            () -> {
              for (int i = 0; i < stops; i++) {
                guest.cpu.requestStop();
                Thread.yield();
              }
            });
    watchdog.start();
    int heard = 0;
    long calls = 0;
    while (watchdog.isAlive()) {
      if (guest.run() == CpuExit.STOPPED) {
        heard++;
      } else {
        guest.set(Register.RIP, guest.get(Register.RIP) + 2);
        calls++;
      }
    }
    watchdog.join();
    if (guest.run() == CpuExit.STOPPED) {
      heard++;
      assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    }

    assertThat(heard).isBetween(1, stops); // requests before one stop are one stop
    assertThat(guest.get(Register.RBX)).isEqualTo(calls); // none lost, none served twice
  }

  @Test
  void aStopBetweenTwoRunsIsNotLost() {
    guest.code("1: inc rbx", "jmp 1b");
    guest.cpu.requestStop();

    assertThat(guest.run()).isSameAs(CpuExit.STOPPED);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE);
    assertThat(guest.get(Register.RBX)).isZero();
  }

  @Test
  void aClosedCpuRefusesEverythingButBeingStoppedOrClosed() {
    HostMemory memory = HostMemory.reserve(8192);
    Cpu cpu = Cpu.open(memory, CpuConfig.FREE);
    CpuState state = cpu.state();
    cpu.close();
    memory.close();

    cpu.requestStop();
    cpu.close();
    assertThatThrownBy(cpu::run).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(cpu::flushTlb).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cpu.translate(0, CpuAccess.READ))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> state.get(Register.RAX)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aCpuOverSixtyFourGibibytesReachesTheLastByte() {
    long bytes = 64L << 30;
    try (HostMemory memory = HostMemory.reserve(bytes);
        Cpu cpu = Cpu.open(memory, CpuConfig.FREE)) {
      memory.window(63).put((1 << 30) - 1, (byte) 0x7e);
      memory.window(0).put(0x1000, Asm.code("movzx ebx, byte ptr [rax]", "hlt"));
      cpu.state().set(Register.RIP, 0x1000);
      cpu.state().set(Register.RAX, bytes - 1);

      assertThat(cpu.run()).isEqualTo(CpuExit.HALT);
      assertThat(cpu.state().get(Register.RBX)).isEqualTo(0x7e);
    }
  }

  @Test
  void cpusThatAreClosedLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 20; i++) {
      new Guest().close();
    }
    long before = residentBytes();
    for (int i = 0; i < 200; i++) {
      new Guest().close();
    }
    assertThat(residentBytes() - before).isLessThan(200L << 20); // one is 3 MiB and more
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }

  @Test
  void twoCpusKnowNothingOfEachOther() {
    try (Guest other = new Guest()) {
      guest.code("mov ebx, 1", "syscall");
      other.code("mov ebx, 2", "syscall");

      assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
      assertThat(other.run()).isEqualTo(CpuExit.SYSCALL);

      assertThat(guest.get(Register.RBX)).isEqualTo(1);
      assertThat(other.get(Register.RBX)).isEqualTo(2);
    }
  }

  /** IOPL 3. */
  private void allowPorts() {
    guest.set(Register.RFLAGS, 0x3202);
  }
}
