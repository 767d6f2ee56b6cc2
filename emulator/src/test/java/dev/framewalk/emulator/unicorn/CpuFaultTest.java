package dev.framewalk.emulator.unicorn;

import static dev.framewalk.emulator.unicorn.Guest.A;
import static dev.framewalk.emulator.unicorn.Guest.D;
import static dev.framewalk.emulator.unicorn.Guest.NX;
import static dev.framewalk.emulator.unicorn.Guest.P;
import static dev.framewalk.emulator.unicorn.Guest.U;
import static dev.framewalk.emulator.unicorn.Guest.W;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException.Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Exceptions are exact and complete. Expected values: Intel SDM 3A 4.7 and 6.15. */
class CpuFaultTest {
  private static final long DATA = 0x60_0000;
  private static final int PRESENT = 1;
  private static final int WRITE = 1 << 1;
  private static final int USER = 1 << 2;
  private static final int RESERVED = 1 << 3;
  private static final int FETCH = 1 << 4;
  private static final int KEY = 1 << 5;

  private final Guest guest = new Guest();

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void aReadOfAPageThatIsNotThereFaultsAtTheInstructionAndTheRestHasNotRun() {
    guest.code("mov ebx, 1", "mov rcx, [rax + 5]", "mov ebx, 2", "ud2");
    guest.set(Register.RAX, DATA);

    assertThat(guest.run()).isEqualTo(pageFault(USER, DATA + 5));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 5);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);
    assertThat(guest.get(Register.CR2)).isEqualTo(DATA + 5);
  }

  @Test
  void aMendedEntryLetsTheInstructionRunAgain() {
    guest.code("mov rcx, [rax]", "syscall");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(pageFault(USER, DATA));
    int frame = guest.newFrame();
    guest.ram.putLong(frame, 42);

    guest.map(DATA, frame, P | U);

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RCX)).isEqualTo(42);
  }

  @Test
  void manyPageFaultsInARowStayPageFaults() {
    guest.code("mov rcx, [rax]", "ud2");
    for (int i = 0; i < 5; i++) {
      guest.set(Register.RAX, DATA + i * 4096L);
      assertThat(guest.run()).isEqualTo(pageFault(USER, DATA + i * 4096L));
    }
  }

  @Test
  void aProtectionFaultAfterAPageFaultIsNoDoubleFault() {
    guest.code("mov rcx, [rax]", "ud2");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(pageFault(USER, DATA));
    guest.code("hlt");

    assertThat(guest.run()).isEqualTo(new CpuException(13, 0, Origin.HARDWARE, DATA));
  }

  @Test
  void errorCodesTellWhatWasTriedAndWhatForbadeIt() {
    guest.map(DATA, guest.newFrame(), P | U | NX);
    guest.code("mov [rax], rcx", "ud2");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | WRITE | USER, DATA));

    guest.code("jmp rax");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | USER | FETCH, DATA));
    assertThat(guest.get(Register.RIP)).isEqualTo(DATA);

    guest.map(DATA + 4096, guest.newFrame(), P | W | NX);
    guest.code("mov rcx, [rax]", "ud2");
    guest.set(Register.RAX, DATA + 4096);
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | USER, DATA + 4096));

    guest.map(DATA + 8192, guest.newFrame(), P | W | U | 1L << 51);
    guest.code("mov rcx, [rax]", "ud2");
    guest.set(Register.RAX, DATA + 8192);
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | USER | RESERVED, DATA + 8192));

    guest.code("mov [rax], rcx", "ud2");
    guest.set(Register.RAX, DATA + 12288);
    assertThat(guest.run()).isEqualTo(pageFault(WRITE | USER, DATA + 12288));

    guest.code("jmp rax");
    guest.set(Register.RAX, DATA + 12288);
    assertThat(guest.run()).isEqualTo(pageFault(USER | FETCH, DATA + 12288));
  }

  @Test
  void aProtectionKeyThatPkruClosesShowsInTheErrorCode() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX | 1L << 59); // key 1, closed by the firmware
    guest.code("mov rcx, [rax]", "syscall");
    guest.set(Register.RAX, DATA);

    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | USER | KEY, DATA));

    guest.set(Register.PKRU, 0);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
  }

  @Test
  void rightsAreTheIntersectionOverAllLevels() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    int directory = guest.entry(DATA, 2);
    guest.ram.putLong(directory, guest.ram.getLong(directory) & ~W);
    guest.code("mov [rax], rcx", "ud2");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | WRITE | USER, DATA));

    guest.code("mov rcx, [rax]", "ud2");
    guest.ram.putLong(directory, guest.ram.getLong(directory) & ~U);
    guest.cpu.flushTlb();
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | USER, DATA));

    guest.ram.putLong(directory, guest.ram.getLong(directory) | U | NX);
    guest.code("jmp rax");
    guest.ram.putLong(guest.leaf(DATA), guest.ram.getLong(guest.leaf(DATA)) & ~NX);
    assertThat(guest.run()).isEqualTo(pageFault(PRESENT | USER | FETCH, DATA));
  }

  @Test
  void anAddressThatIsNotCanonicalIsAProtectionFault() {
    guest.code("mov rcx, [rax]", "ud2");
    guest.set(Register.RAX, 0x8000_0000_0000_0000L);

    assertThat(guest.run())
        .isEqualTo(new CpuException(13, 0, Origin.HARDWARE, guest.get(Register.CR2)));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE);
  }

  @Test
  void accessedAndDirtyBitsAreSetByWhatSetsThemOnHardware() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.map(DATA + 4096, guest.newFrame(), P | W | U | NX);
    int table = guest.entry(DATA, 2);
    assertThat(guest.ram.getLong(table) & A).isZero();
    guest.code("mov rcx, [rax]", "mov [rax + 4096], rcx", "syscall");
    guest.set(Register.RAX, DATA);

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.ram.getLong(guest.leaf(DATA)) & (A | D)).isEqualTo(A);
    assertThat(guest.ram.getLong(guest.leaf(DATA + 4096)) & (A | D)).isEqualTo(A | D);
    assertThat(guest.ram.getLong(table) & A).isEqualTo(A);
  }

  @Test
  void theFirstStoreAfterALoadSetsTheDirtyBitWithoutAFlush() {
    guest.map(DATA, guest.newFrame(), P | W | U | NX);
    guest.code("mov rcx, [rax]", "syscall", "mov [rax], rcx", "syscall");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.ram.getLong(guest.leaf(DATA)) & D).isZero();

    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.ram.getLong(guest.leaf(DATA)) & D).isEqualTo(D);
  }

  @Test
  void aFetchThatRunsOntoAMissingPageFaultsBehindWhatCameBefore() {
    long last = Guest.CODE + 4096 - 9; // three instructions of three bytes to the page's end
    guest.codeAt(last, "inc rbx", "inc rbx", "inc rbx");

    assertThat(guest.run()).isEqualTo(pageFault(USER | FETCH, Guest.CODE + 4096));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 4096);
    assertThat(guest.get(Register.RBX)).isEqualTo(3);
  }

  @Test
  void anInstructionThatCrossesOntoAMissingPageFaultsAtItsOwnStart() {
    long last = Guest.CODE + 4096 - 7; // the third instruction has one byte on this page
    guest.codeAt(last, "inc rbx", "inc rbx", "inc rbx");
    guest.map(Guest.CODE + 4096, 0, 0);
    guest.cpu.flushTlb();

    assertThat(guest.run()).isEqualTo(pageFault(USER | FETCH, Guest.CODE + 4096));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 4096 - 1);
    assertThat(guest.get(Register.RBX)).isEqualTo(2);
    assertThat(guest.cpu.state().hflags() & ContextLayout.HF_SHADOW).isZero();
  }

  @Test
  void anInstructionThatCrossesRunsOnceThePageIsThere() {
    long last = Guest.CODE + 4096 - 7;
    guest.codeAt(last, "inc rbx", "inc rbx", "inc rbx", "syscall");
    long second = guest.ram.getLong(guest.leaf(Guest.CODE + 4096));
    guest.map(Guest.CODE + 4096, 0, 0);
    guest.cpu.flushTlb();
    assertThat(guest.run()).isEqualTo(pageFault(USER | FETCH, Guest.CODE + 4096));

    guest.map(Guest.CODE + 4096, second, 0);

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(3);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 4096 + 2);
  }

  @Test
  void aReadOfTheNextPagesFirstByteIsNotTakenForAnEarlyFetch() {
    guest.codeAt(Guest.CODE + 4080, "inc rbx", "mov rcx, [rax]", "ud2");
    guest.set(Register.RAX, Guest.CODE + 4096);

    assertThat(guest.run()).isEqualTo(pageFault(USER, Guest.CODE + 4096));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 4083);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);
  }

  @Test
  void undefinedInstructionsAreVector6AtTheInstruction() {
    guest.code("inc rbx", "ud2");

    assertThat(guest.run())
        .isEqualTo(new CpuException(6, 0, Origin.HARDWARE, guest.get(Register.CR2)));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 3);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);
  }

  @Test
  void softwareInterruptsAreToldFromExceptionsOfTheSameVectorAndRipIsBehindThem() {
    for (int vector : new int[] {0, 1, 3, 6, 8, 13, 14, 0x80, 255}) {
      guest.code(".byte 0xcd, " + vector);
      assertThat(guest.run())
          .as("int %d", vector)
          .isEqualTo(new CpuException(vector, 0, Origin.SOFTWARE, guest.get(Register.CR2)));
      assertThat(guest.get(Register.RIP)).as("int %d", vector).isEqualTo(Guest.CODE + 2);
    }
    guest.code("int3");
    assertThat(guest.run())
        .isEqualTo(new CpuException(3, 0, Origin.SOFTWARE, guest.get(Register.CR2)));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 1);
  }

  @Test
  void otherExceptionsComeWithTheirVectors() {
    guest.code("xor ecx, ecx", "xor edx, edx", "div ecx");
    assertThat(vectorOf(guest.run())).isZero();
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 4);

    guest.code("pushfq", "or qword ptr [rsp], 0x100", "popfq", "nop", "nop");
    assertThat(vectorOf(guest.run())).isEqualTo(1); // a trap: the nop has run
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 11);

    guest.set(Register.RFLAGS, 0x202);
    guest.code("mov eax, 0x758", "mov ds, eax");
    assertThat(guest.run())
        .isEqualTo(new CpuException(13, 0x758, Origin.HARDWARE, guest.get(Register.CR2)));
  }

  @Test
  void aTripleFaultOfTheEngineIsTold() {
    guest.code("mov rcx, [rax]", "ud2");
    guest.set(Register.RAX, DATA);
    guest.cpu.state().setOldException(8);

    assertThat(guest.run()).isEqualTo(CpuExit.TRIPLE_FAULT);
    assertThat(guest.run()).isEqualTo(pageFault(USER, DATA));
  }

  @Test
  void physicalMemoryThatIsNotThereEndsTheRunWithItsAddress() {
    guest.map(DATA, Guest.RAM_BYTES + 0x5000, P | W | U | NX);
    guest.code("mov ebx, 1", "mov rcx, [rax + 8]", "mov ebx, 2", "ud2");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run())
        .isEqualTo(new CpuExit.UnmappedPhysical(Guest.RAM_BYTES + 0x5008, CpuAccess.READ));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 5);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);

    guest.code("mov [rax], rcx", "ud2");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run())
        .isEqualTo(new CpuExit.UnmappedPhysical(Guest.RAM_BYTES + 0x5000, CpuAccess.WRITE));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE);

    guest.map(DATA, Guest.RAM_BYTES + 0x5000, P | U);
    guest.code("jmp rax");
    guest.set(Register.RAX, DATA);
    guest.cpu.flushTlb();
    assertThat(guest.run())
        .isEqualTo(new CpuExit.UnmappedPhysical(Guest.RAM_BYTES + 0x5000, CpuAccess.FETCH));
  }

  private static CpuException pageFault(int errorCode, long address) {
    return new CpuException(14, errorCode, Origin.HARDWARE, address);
  }

  private static int vectorOf(CpuExit exit) {
    assertThat(exit).isInstanceOf(CpuException.class);
    return ((CpuException) exit).vector();
  }
}
