package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException.Origin;
import dev.framewalk.firmware.Firmware;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the firmware makes of a CPU. Expected values: Intel SDM 3A chapters 2, 3 and 6; Linux. */
class BootTest {
  private static final int USER = 1 << 2;
  private static final int PRESENT = 1;
  private static final int WRITE = 1 << 1;
  private static final int FETCH = 1 << 4;

  private final Guest guest = new Guest();

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void ringThreeIsEnteredAndItsFirstFetchFaults() {
    CpuState state = guest.cpu.state();

    assertThat(state.privilegeLevel()).isEqualTo(3);
    assertThat(state.get(Register.RIP)).isEqualTo(Guest.ENTRY);
    assertThat(state.get(Register.RSP)).isEqualTo(Guest.STACK);
    assertThat(state.get(Register.CR2)).isEqualTo(Guest.ENTRY);
    assertThat(state.get(Register.RFLAGS)).isEqualTo(0x202);
  }

  @Test
  void selectorsAreThoseOfLinux() {
    CpuState state = guest.cpu.state();

    assertThat(state.get(Register.CS)).isEqualTo(0x33);
    assertThat(state.get(Register.SS)).isEqualTo(0x2b);
    assertThat(state.get(Register.DS)).isZero();
    assertThat(state.get(Register.FS)).isZero();
    assertThat(state.segment(Segment.TR).selector()).isEqualTo(0x40);
    assertThat(state.segment(Segment.TR).limit()).isEqualTo(103);
    assertThat(state.segment(Segment.GDTR).base()).isBetween(guest.firmware.base(), -1L);
    assertThat(state.segment(Segment.IDTR).limit()).isEqualTo(4095);
  }

  @Test
  void everyGeneralRegisterButTheStackPointerIsZero() {
    for (int i = 0; i < 16; i++) {
      Register register = Register.values()[i];
      if (register != Register.RSP) {
        assertThat(guest.get(register)).as(register.name()).isZero();
      }
    }
  }

  @Test
  void controlRegistersHaveWhatLinuxRunsWithAndTheTimeStampIsClosed() {
    assertThat(guest.get(Register.CR0)).isEqualTo(0x8005_0033L);
    assertThat(guest.get(Register.CR4)).isEqualTo(0x0055_06a4L); // without SMAP: see boot.S
    assertThat(guest.get(Register.EFER)).isEqualTo(0xd01L); // NXE LMA LME SCE
    assertThat(guest.get(Register.PKRU)).isEqualTo(0x5555_5554L);
  }

  @Test
  void floatingPointIsAsTheAbiHasItAtProcessStart() {
    guest.code(
        "sub rsp, 16",
        "fnstcw [rsp]",
        "stmxcsr [rsp + 8]",
        "movzx esi, word ptr [rsp]",
        "mov edi, [rsp + 8]",
        "xor ecx, ecx",
        "xgetbv",
        "syscall");

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RSI)).isEqualTo(0x37f);
    assertThat(guest.get(Register.RDI)).isEqualTo(0x1f80);
    assertThat(guest.get(Register.RAX)).isEqualTo(3); // XCR0: x87 and SSE
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "hlt",
    "cli",
    "sti",
    "clts",
    "invd",
    "wbinvd",
    "rdmsr",
    "wrmsr",
    "rdtsc",
    "rdtscp",
    "'mov rax, cr0'",
    "'mov rax, cr3'",
    "'mov cr3, rax'",
    "'mov cr4, rax'",
    "'mov rax, dr0'",
    "'invlpg [rax]'",
    "'lgdt [rsp - 64]'",
    "'lidt [rsp - 64]'",
    "'lldt ax'",
    "'ltr ax'",
    "'lmsw ax'",
    "swapgs",
    "sysretq",
    "sysexitq",
    "xsetbv"
  })
  void ringThreeMayNot(String instruction) {
    guest.code("nop", instruction);

    assertThat(guest.run())
        .isEqualTo(new CpuException(13, 0, Origin.HARDWARE, guest.get(Register.CR2)));
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 1);
  }

  @Test
  void ringThreeReachesNoPageOfTheFirmware() {
    for (Firmware.Region region : guest.firmware.regions()) {
      guest.code("mov rbx, [rax]", "ud2");
      guest.set(Register.RAX, region.virtual());
      assertThat(guest.run())
          .isEqualTo(new CpuException(14, PRESENT | USER, Origin.HARDWARE, region.virtual()));

      guest.code("mov [rax], rbx", "ud2");
      guest.set(Register.RAX, region.virtual());
      assertThat(guest.run())
          .isEqualTo(
              new CpuException(14, PRESENT | WRITE | USER, Origin.HARDWARE, region.virtual()));

      guest.code("jmp rax");
      guest.set(Register.RAX, region.virtual());
      assertThat(guest.run())
          .isEqualTo(
              new CpuException(14, PRESENT | USER | FETCH, Origin.HARDWARE, region.virtual()));
      assertThat(guest.get(Register.RIP)).isEqualTo(region.virtual());
    }
  }

  @Test
  void theFirmwareIsNeverWritableAndExecutableAtOnce() {
    for (Firmware.Region region : guest.firmware.regions()) {
      long entry = guest.ram.getLong(guest.leaf(region.virtual()));
      boolean writable = (entry & Guest.W) != 0;
      boolean executable = (entry & Guest.NX) == 0;
      assertThat(writable).as(region.name()).isNotEqualTo(executable);
    }
  }

  @Test
  void theTssHasAStackForRingZeroAndThreeOfItsOwnForTheWorstExceptions() {
    SegmentRegister tss = guest.cpu.state().segment(Segment.TR);
    long end = guest.firmware.base() + guest.firmware.size();

    assertThat(word(tss.base() + 4)).isEqualTo(end - 3 * 4096); // RSP0
    assertThat(word(tss.base() + 36)).isEqualTo(end - 2 * 4096); // IST 1
    assertThat(word(tss.base() + 44)).isEqualTo(end - 4096); // IST 2
    assertThat(word(tss.base() + 52)).isEqualTo(end); // IST 3
  }

  @Test
  void everyExceptionAndVector0x80HasAGateToCodeOfTheFirmware() {
    long idt = guest.cpu.state().segment(Segment.IDTR).base();
    Firmware.Region code = guest.firmware.regions().get(0);

    for (int vector = 0; vector < 256; vector++) {
      long low = word(idt + vector * 16L);
      long handler = low & 0xffff | low >>> 32 & 0xffff_0000L | word(idt + vector * 16L + 8) << 32;
      boolean present = (low >>> 47 & 1) != 0;
      assertThat(present).as("vector %d", vector).isEqualTo(vector < 32 || vector == 0x80);
      if (present) {
        assertThat(handler).isBetween(code.virtual(), code.virtual() + code.bytes() - 1);
        assertThat(low >>> 16 & 0xffff).isEqualTo(0x10);
        assertThat(low >>> 45 & 3) // DPL
            .as("vector %d", vector)
            .isEqualTo(vector == 3 || vector == 4 || vector == 0x80 ? 3 : 0);
      }
    }
  }

  @Test
  void theOtherModelBootsToo() {
    try (Guest icelake = new Guest(new CpuConfig(CpuModel.ICELAKE_SERVER, Counting.FREE))) {
      icelake.code("mov eax, 7", "xor ecx, ecx", "cpuid", "syscall");

      assertThat(icelake.run()).isEqualTo(CpuExit.SYSCALL);
      assertThat(icelake.get(Register.RCX) >>> 16 & 1).isEqualTo(1); // LA57
    }
    guest.code("mov eax, 7", "xor ecx, ecx", "cpuid", "syscall");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RCX) >>> 16 & 1).isZero();
  }

  @Test
  void cpuidHidesWhatGivesAnotherValueEachTime() {
    guest.code("mov eax, 1", "xor ecx, ecx", "cpuid", "syscall");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    long rdrand = 1L << 30;
    long osxsave = 1L << 27;
    long sse42 = 1L << 20;
    assertThat(guest.get(Register.RCX) & (rdrand | osxsave | sse42)).isEqualTo(osxsave | sse42);

    guest.code("mov eax, 7", "xor ecx, ecx", "cpuid", "syscall");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    long rdseed = 1L << 18;
    long smap = 1L << 20;
    assertThat(guest.get(Register.RBX) & (rdseed | smap)).isEqualTo(smap);
    assertThat(guest.get(Register.RCX) & 0x18).isEqualTo(0x18); // PKU and OSPKE

    guest.code("mov eax, 0", "cpuid", "syscall");
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    assertThat(guest.get(Register.RBX)).isEqualTo(0x756e_6547); // "Genu", ineIntel
  }

  private long word(long virtual) {
    long frame = guest.ram.getLong(guest.leaf(virtual)) & 0x000f_ffff_ffff_f000L;
    return guest.ram.getLong((int) (frame + (virtual & 0xfff)));
  }
}
