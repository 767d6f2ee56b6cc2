package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Registers as numbers. What they should be comes from guest instructions and from Unicorn. */
class CpuStateTest {
  private final Guest guest = new Guest();

  @AfterEach
  void close() {
    guest.close();
  }

  @Test
  void everyGeneralRegisterReachesTheGuestAndComesBack() {
    List<String> code = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      code.add("not " + Register.values()[i].name().toLowerCase(Locale.ROOT));
    }
    code.add("syscall");
    guest.code(code.toArray(String[]::new));
    for (int i = 0; i < 16; i++) {
      guest.set(Register.values()[i], 0x0101_0101_0101_0101L * i);
    }

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    for (int i = 0; i < 16; i++) {
      assertThat(guest.get(Register.values()[i])).isEqualTo(~(0x0101_0101_0101_0101L * i));
    }
  }

  @Test
  void segmentBasesReachTheGuest() {
    guest.set(Register.FS_BASE, Guest.CODE);
    guest.set(Register.GS_BASE, 0x1234_5678_9abcL);
    guest.code("mov eax, fs:[rdx]", "rdgsbase rbx", "rdfsbase rcx", "syscall");

    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

    assertThat(guest.get(Register.RAX) & 0xffff_ff).isEqualTo(0x02_8b_64); // its own first bytes
    assertThat(guest.get(Register.RBX)).isEqualTo(0x1234_5678_9abcL);
    assertThat(guest.get(Register.RCX)).isEqualTo(Guest.CODE);
  }

  @Test
  void rflagsThatWereSetAreWhatTheGuestPushes() {
    guest.code("pushfq", "pop rax", "syscall");
    for (long flags : new long[] {0x202, 0xad7, 0x602, 0x206, 0x246, 0x20_0202, 0x4_0202}) {
      guest.set(Register.RIP, Guest.CODE);
      guest.set(Register.RFLAGS, flags);
      assertThat(guest.get(Register.RFLAGS)).isEqualTo(flags);

      assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);

      assertThat(guest.get(Register.RAX)).as("%x", flags).isEqualTo(flags);
      assertThat(guest.get(Register.RFLAGS)).as("%x", flags).isEqualTo(flags);
    }
  }

  static List<String> instructions() {
    List<String> all = new ArrayList<>();
    String[][] pairs = {{"al", "bl"}, {"ax", "bx"}, {"eax", "ebx"}, {"rax", "rbx"}};
    for (String[] pair : pairs) {
      for (String two :
          new String[] {"add", "adc", "sub", "sbb", "and", "or", "xor", "cmp", "test"}) {
        all.add(two + " " + pair[0] + ", " + pair[1]);
      }
      for (String one : new String[] {"inc", "dec", "neg", "not"}) {
        all.add(one + " " + pair[0]);
      }
      for (String shift : new String[] {"shl", "shr", "sar", "rol", "ror", "rcl", "rcr"}) {
        all.add(shift + " " + pair[0] + ", 1");
        all.add(shift + " " + pair[0] + ", 5");
        all.add(shift + " " + pair[0] + ", cl");
      }
      all.add("mul " + pair[1]);
      all.add("imul " + pair[1]);
      all.add("cmpxchg " + pair[0] + ", " + pair[1]);
      all.add("xadd " + pair[0] + ", " + pair[1]);
    }
    for (int i = 1; i < pairs.length; i++) {
      for (String two : new String[] {"imul", "bt", "bts", "bsf", "bsr", "popcnt"}) {
        all.add(two + " " + pairs[i][0] + ", " + pairs[i][1]);
      }
      all.add("shld " + pairs[i][0] + ", " + pairs[i][1] + ", 3");
    }
    for (int i = 2; i < pairs.length; i++) {
      for (String two : new String[] {"adcx", "adox", "tzcnt", "lzcnt", "blsr", "blsi", "blsmsk"}) {
        all.add(two + " " + pairs[i][0] + ", " + pairs[i][1]);
      }
      all.add("andn " + pairs[i][0] + ", " + pairs[i][1] + ", " + pairs[i][0]);
      all.add("bzhi " + pairs[i][0] + ", " + pairs[i][1] + ", " + pairs[i][0]);
    }
    all.addAll(List.of("stc", "clc", "cmc", "std", "cld", "sahf", "comisd xmm0, xmm1", "nop"));
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("instructions")
  void rflagsAreWhatTheGuestSeesAfter(String instruction) {
    // The first system call gives our reading of the flags, then the guest reads them itself.
    guest.code(instruction, "syscall", "pushfq", "pop rax", "syscall");
    SplittableRandom random = new SplittableRandom(instruction.hashCode());
    long[] edges = {0, 1, -1, 0x7f, 0x80, 0x7fff, 0x8000, 0x7fff_ffffL, 0x8000_0000L, 1L << 63};
    for (int i = 0; i < 40; i++) {
      guest.set(Register.RIP, Guest.CODE);
      guest.set(Register.RSP, Guest.STACK);
      guest.set(Register.RAX, random.nextBoolean() ? random.nextLong() : edges[i % edges.length]);
      guest.set(
          Register.RBX,
          random.nextBoolean() ? random.nextLong() : edges[random.nextInt(edges.length)]);
      guest.set(Register.RCX, random.nextInt(64));
      guest.set(Register.RFLAGS, 0x202 | (random.nextBoolean() ? 0x8d5 : 0));
      assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
      long ours = guest.get(Register.RFLAGS);

      assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);

      assertThat(ours).isEqualTo(guest.get(Register.RAX));
    }
  }

  @Test
  void theCommonOperationsNeedNoCallOfTheEngine() {
    long inJava = UnicornLibrary.bind().factsOf(CpuModel.SKYLAKE_SERVER).flagOperations();

    // every family of four from MUL to SAR, and the flags that are there as they are
    assertThat(inJava).isEqualTo((1L << LazyFlags.OPERATIONS) - 2);
  }

  @Test
  void aCopyIsWholeAndIndependent() {
    guest.code("movd xmm15, eax", "fld1", "syscall", "movd ebx, xmm15", "syscall");
    guest.set(Register.RAX, 77);
    assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
    try (CpuState copy = guest.cpu.copyState()) {
      guest.code("pxor xmm15, xmm15", "xor ebx, ebx", "syscall");
      assertThat(guest.run()).isEqualTo(CpuExit.SYSCALL);
      guest.code("movd xmm15, eax", "fld1", "syscall", "movd ebx, xmm15", "syscall");

      guest.cpu.state().copyFrom(copy);

      assertThat(guest.resume()).isEqualTo(CpuExit.SYSCALL);
      assertThat(guest.get(Register.RBX)).isEqualTo(77);
      assertThat(copy.get(Register.RBX)).isZero();
    }
  }

  @Test
  void thirtyTwoBitCodeRunsAfterItsSegmentIsLoaded() {
    CpuState state = guest.cpu.state();
    guest.code(".byte 0x48", ".byte 0x89, 0xd8", "int 0x80"); // dec eax; mov eax, ebx in 32 bits
    guest.set(Register.RBX, 5);
    state.load(Segment.CS, new SegmentRegister(0x23, 0, -1, 0x00cffb00));

    assertThat(guest.run()).isInstanceOf(CpuExit.CpuException.class);
    assertThat(guest.get(Register.RIP)).isEqualTo(Guest.CODE + 5);
    assertThat(guest.get(Register.RAX)).isEqualTo(5);
    assertThat(guest.get(Register.CS)).isEqualTo(0x23);

    state.load(Segment.CS, new SegmentRegister(0x33, 0, -1, 0x00affb00));
    guest.set(Register.RIP, Guest.CODE);
    guest.set(Register.RBX, 1L << 40);
    assertThat(guest.run()).isInstanceOf(CpuExit.CpuException.class);
    assertThat(guest.get(Register.RAX)).isEqualTo(1L << 40);
  }

  @Test
  void pagingSwitchedOffInTheStateIsOffInTheCpu() {
    try (HostMemory memory = HostMemory.reserve(1 << 20);
        Cpu cpu = Cpu.open(memory, CpuConfig.FREE)) {
      // 32-bit protected mode without paging: Intel SDM 3A 9.9.1
      CpuState state = cpu.state();
      state.set(Register.EFER, 0);
      state.load(Segment.CS, new SegmentRegister(0x08, 0, -1, 0x00cf9b00));
      state.load(Segment.SS, new SegmentRegister(0x10, 0, -1, 0x00cf9300));
      state.load(Segment.DS, new SegmentRegister(0x10, 0x100, -1, 0x00cf9300));
      memory.window(0).putInt(0x2100, 0x1234_5678);
      // mov eax, [0x2000]; dec eax (a REX prefix in 64-bit mode); hlt
      memory.window(0).put(0x1000, new byte[] {(byte) 0xa1, 0, 0x20, 0, 0, 0x48, (byte) 0xf4});
      state.set(Register.RIP, 0x1000);

      assertThat(cpu.run()).isEqualTo(CpuExit.HALT);

      assertThat(state.get(Register.RAX)).isEqualTo(0x1234_5677);
      assertThat(state.get(Register.RIP)).isEqualTo(0x1007);
    }
  }

  @Test
  void aPrivilegeLevelIsZeroToThree() {
    assertThatThrownBy(() -> guest.cpu.state().setPrivilegeLevel(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("level=4");
    guest.cpu.state().setPrivilegeLevel(0);
    guest.code("hlt");
    guest.set(Register.CR4, guest.get(Register.CR4) & ~(1L << 20)); // SMEP

    assertThat(guest.run()).isEqualTo(CpuExit.HALT);
  }

  @Test
  void aClosedStateRefusesToBeUsed() {
    CpuState copy = guest.cpu.copyState();
    copy.close();
    copy.close();

    assertThatThrownBy(() -> copy.get(Register.RAX)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> guest.cpu.state().copyFrom(copy))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
