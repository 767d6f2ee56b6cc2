package dev.framewalk.emulator.unicorn;

import static dev.framewalk.emulator.unicorn.Guest.A;
import static dev.framewalk.emulator.unicorn.Guest.D;
import static dev.framewalk.emulator.unicorn.Guest.NX;
import static dev.framewalk.emulator.unicorn.Guest.P;
import static dev.framewalk.emulator.unicorn.Guest.U;
import static dev.framewalk.emulator.unicorn.Guest.W;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.CpuTranslation.Mapped;
import dev.framewalk.emulator.unicorn.CpuTranslation.Refused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cached translations: when they are stale, what forgets them, and how they can be asked. */
class CpuTlbTest {
  private static final long DATA = 0x60_0000;

  private final Guest guest = new Guest();
  private int first;
  private int second;

  @BeforeEach
  void mapOneOfTwoFrames() {
    first = guest.newFrame();
    second = guest.newFrame();
    guest.ram.putLong(first, 1);
    guest.ram.putLong(second, 2);
    guest.map(DATA, first, P | W | U | NX);
    guest.code("1: mov rbx, [rax]", "syscall", "jmp 1b");
    guest.set(Register.RAX, DATA);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void aChangedEntryIsNotSeenBeforeTheFlush() {
    guest.map(DATA, second, P | W | U | NX);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(1);

    guest.cpu.flushTlb();

    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(2);
  }

  @Test
  void anotherRootIsAFlushByItself() {
    guest.map(DATA, second, P | W | U | NX);
    int root = guest.newTable();
    guest.ram.put(root, guest.ram, guest.root(), 4096);

    guest.set(Register.CR3, root);

    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(2);
  }

  @Test
  void registersTakenFromAnotherProcessFlushWhenTheRootDiffers() {
    int root = guest.newTable();
    guest.ram.put(root, guest.ram, guest.root(), 4096);
    try (CpuState other = guest.cpu.copyState()) {
      other.set(Register.CR3, root);
      guest.map(DATA, second, P | W | U | NX);

      guest.cpu.state().copyFrom(other);

      assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
      assertThat(guest.get(Register.RBX)).isEqualTo(2);
    }
  }

  @Test
  void theSameRootKeepsItsTranslations() {
    try (CpuState same = guest.cpu.copyState()) {
      guest.map(DATA, second, P | W | U | NX);
      guest.cpu.state().copyFrom(same);

      assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
      assertThat(guest.get(Register.RBX)).isEqualTo(1);
    }
  }

  @Test
  void invlpgInRingZeroForgetsThePage() {
    long entryPage = DATA + 0x1_0000;
    guest.map(entryPage, guest.leaf(DATA) & -4096L, P | W | NX);
    guest.code(
        "mov rbx, [rax]",
        "mov [rdi], rsi",
        "mov rcx, [rax]",
        "invlpg [rax]",
        "mov rdx, [rax]",
        "hlt");
    guest.set(Register.RAX, DATA);
    guest.set(Register.RDI, entryPage + (guest.leaf(DATA) & 0xfff));
    guest.set(Register.RSI, second | P | W | U | NX);
    guest.set(Register.CR4, guest.get(Register.CR4) & ~(1L << 20)); // SMEP
    guest.cpu.state().setPrivilegeLevel(0);

    assertThat(guest.run()).isEqualTo(CpuExit.HALT);

    assertThat(guest.get(Register.RBX)).isEqualTo(1);
    assertThat(guest.get(Register.RCX)).isEqualTo(1);
    assertThat(guest.get(Register.RDX)).isEqualTo(2);
  }

  @Test
  void theCpusOwnTranslationShowsAStaleEntry() {
    assertThat(guest.cpu.translate(DATA + 5, CpuAccess.READ)).isEqualTo(new Mapped(first + 5));
    guest.map(DATA, second, P | W | U | NX);

    assertThat(guest.cpu.translate(DATA + 5, CpuAccess.READ)).isEqualTo(new Mapped(first + 5));
    guest.cpu.flushTlb();
    assertThat(guest.cpu.translate(DATA + 5, CpuAccess.READ)).isEqualTo(new Mapped(second + 5));
  }

  @Test
  void anEntryWithItsAccessedBitClearIsInNoTlbAndOwesNoFlush() {
    long page = DATA + 4096;
    guest.map(page, first, P | W | U | NX);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.ram.getLong(guest.leaf(page)) & A).isZero();

    guest.map(page, second, P | W | U | NX);

    guest.set(Register.RAX, page);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(2);
  }

  @Test
  void translatingWalksLikeAnAccessAndLeavesItsBitsAndATlbEntry() {
    long page = DATA + 4096;
    guest.map(page, first, P | W | U | NX);

    assertThat(guest.cpu.translate(page, CpuAccess.READ)).isEqualTo(new Mapped(first));
    assertThat(guest.ram.getLong(guest.leaf(page)) & (A | D)).isEqualTo(A);

    assertThat(guest.cpu.translate(page, CpuAccess.WRITE)).isEqualTo(new Mapped(first));
    assertThat(guest.ram.getLong(guest.leaf(page)) & (A | D)).isEqualTo(A | D);

    guest.map(page, second, P | W | U | NX);
    guest.set(Register.RAX, page);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(1); // the TLB had been filled
  }

  @Test
  void aRefusedTranslationHasTheErrorCodeOfTheFaultAndChangesNoRegister() {
    long cr2 = guest.get(Register.CR2);
    assertThat(guest.cpu.translate(DATA + 8192, CpuAccess.READ)).isEqualTo(new Refused(14, 4));
    assertThat(guest.cpu.translate(DATA + 8192, CpuAccess.WRITE)).isEqualTo(new Refused(14, 6));
    assertThat(guest.cpu.translate(DATA, CpuAccess.FETCH)).isEqualTo(new Refused(14, 0x15));
    assertThat(guest.cpu.translate(guest.firmware.base(), CpuAccess.READ))
        .isEqualTo(new Refused(14, 5));
    assertThat(guest.cpu.translate(1L << 47, CpuAccess.READ)).isEqualTo(new Refused(13, 0));

    assertThat(guest.get(Register.CR2)).isEqualTo(cr2);
    assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.CR2)).isEqualTo(cr2);
  }

  @Test
  void aTranslationIsThatOfTheStatesPrivilegeLevel() {
    guest.cpu.state().setPrivilegeLevel(0);
    guest.set(Register.CR4, guest.get(Register.CR4) | 1 << 21); // SMAP

    assertThat(guest.cpu.translate(guest.firmware.base(), CpuAccess.FETCH))
        .isInstanceOf(Mapped.class);
    assertThat(guest.cpu.translate(guest.firmware.base(), CpuAccess.WRITE))
        .isEqualTo(new Refused(14, 3));
    assertThat(guest.cpu.translate(DATA + 64, CpuAccess.READ))
        .isEqualTo(new Refused(14, 1)); // SMAP
    assertThat(guest.cpu.translate(Guest.CODE, CpuAccess.FETCH))
        .isEqualTo(new Refused(14, 0x11)); // SMEP
  }

  @Test
  void codeThatJavaChangesIsSeenAfterItsTranslationsAreFlushed() {
    int code = (int) (guest.ram.getLong(guest.leaf(Guest.CODE)) & 0xffff_f000L);
    guest.ram.put(code, Asm.code("mov ebx, 9", "syscall"));
    guest.cpu.flushTranslations();

    guest.set(Register.RIP, Guest.CODE);

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(9);
  }

  @Test
  void codeThatTheGuestChangesIsSeenAtOnce() {
    int code = (int) (guest.ram.getLong(guest.leaf(Guest.CODE)) & 0xffff_f000L);
    guest.map(DATA + 4096, code, P | W | U | NX);
    guest.code("mov byte ptr [rax + 6], 7", "nop", "mov ebx, 3", "syscall");
    guest.set(Register.RAX, DATA + 4096);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(7);
  }

  @Test
  void largePagesTranslateWholly() {
    int directory = guest.entry(0x4000_0000L, 2);
    guest.ram.putLong(directory, 0x60_0000L | P | W | U | NX | 1 << 7);
    guest.cpu.flushTlb();

    assertThat(guest.cpu.translate(0x4000_0000L, CpuAccess.READ)).isEqualTo(new Mapped(0x60_0000));
    assertThat(guest.cpu.translate(0x401f_ffffL, CpuAccess.READ)).isEqualTo(new Mapped(0x7f_ffff));
  }
}
