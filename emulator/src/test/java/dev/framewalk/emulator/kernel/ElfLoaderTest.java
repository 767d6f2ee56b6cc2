package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.ElfWriter.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.framewalk.emulator.kernel.ElfImage.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read from an ELF file, and what is refused in one line. */
final class ElfLoaderTest {
  private static final byte[] PROGRAM = ElfWriter.program().bytes();
  private static final long[] BOUNDARIES = {
    0,
    1,
    2,
    55,
    56,
    64,
    4095,
    4096,
    4097,
    0xffff,
    0x10000,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x7fff_f780_0000L,
    0x7fff_f7ff_ffffL,
    AddressSpace.END - 4096,
    AddressSpace.END - 1,
    AddressSpace.END,
    1L << 47,
    1L << 62,
    Long.MAX_VALUE - 4095,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -4096,
    -57,
    -1
  };

  private static String refusal(byte[] file) {
    final LoadException refused =
        catchThrowableOfType(LoadException.class, () -> readQuietly(file));
    if (refused == null) {
      throw new AssertionError("not refused");
    }
    final String message = String.valueOf(refused.getMessage());
    assertThat(message).startsWith("prog: ").doesNotContain("\n");
    return message;
  }

  private static ElfImage readQuietly(byte[] file) throws LoadException {
    return ElfLoader.read("prog", file);
  }

  private static byte[] inHeader(int part, int field, long value) {
    final int at = programHeader(part) + field;
    return field < P_OFFSET ? with32(PROGRAM, at, (int) value) : with64(PROGRAM, at, value);
  }

  @Test
  void aStaticProgramIsReadAsItsHeadersSay() throws LoadException {
    final ElfImage image = readQuietly(PROGRAM);
    assertThat(image.name()).isEqualTo("prog");
    assertThat(image.entry()).isEqualTo(0x40_1000);
    assertThat(image.bias()).isZero();
    assertThat(image.programHeaders()).isEqualTo(0x40_0040);
    assertThat(image.programHeaderCount()).isEqualTo(3);
    assertThat(image.executableStack()).isFalse();
    assertThat(image.segments())
        .extracting(Segment::address, Segment::memoryBytes, Segment::protection)
        .containsExactly(
            tuple(0x40_0000L, 64L + 3 * 56, Protection.READ),
            tuple(0x40_1000L, 3L, Protection.READ_EXECUTE),
            tuple(0x40_2010L, 0x2000L, Protection.READ_WRITE));
    assertThat(image.segments().get(2).endPage()).isEqualTo(0x40_5000);
  }

  @Test
  void segmentsAreSortedAndEmptyOnesLeftOut() throws LoadException {
    final byte[] code = {1};
    final ElfImage image =
        readQuietly(
            new ElfWriter()
                .load(0x60_0000, R, code, 1)
                .load(0x50_0000, R, new byte[0], 0)
                .load(0x40_1000, R | X, code, 1)
                .part(PT_NOTE, R, 0x40_1000, code, 1, 4)
                .bytes());
    assertThat(image.segments())
        .extracting(Segment::address)
        .containsExactly(0x40_1000L, 0x60_0000L);
    assertThat(image.programHeaders()).as("in no segment").isZero();
  }

  @Test
  void theStackIsExecutableIfTheProgramAsksForIt() throws LoadException {
    final byte[] none = {};
    assertThat(
            readQuietly(ElfWriter.program().part(PT_GNU_STACK, R | W | X, 0, none, 0, 16).bytes())
                .executableStack())
        .isTrue();
    assertThat(
            readQuietly(ElfWriter.program().part(PT_GNU_STACK, R | W, 0, none, 0, 16).bytes())
                .executableStack())
        .isFalse();
  }

  @Test
  void aPositionIndependentProgramIsMovedAsItsAlignmentAllows() throws LoadException {
    final byte[] code = {1};
    final ElfWriter small = new ElfWriter().type(3).entry(0x1000).load(0x1000, R | X, code, 1);
    final ElfImage image = readQuietly(small.bytes());
    assertThat(image.bias()).isPositive();
    assertThat(image.bias() % 4096).isZero();
    assertThat(image.entry()).isEqualTo(image.bias() + 0x1000);
    final ElfImage aligned =
        readQuietly(small.part(PT_LOAD, R, 0x20_0000, code, 1, 2 << 20).bytes());
    assertThat(aligned.bias() % (2 << 20)).isZero();
    assertThat(aligned.bias()).isPositive();
  }

  @Test
  void whatIsNoProgramIsRefused() {
    assertThat(refusal(new byte[0])).contains("not an ELF file");
    assertThat(refusal("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII))).contains("not an ELF");
    assertThat(refusal(new byte[] {0x7f, 'E', 'L', 'F'})).contains("cut short");
    assertThat(refusal(Arrays.copyOf(PROGRAM, 63))).contains("cut short");
    assertThat(refusal(with16(PROGRAM, E_CLASS, 0x0101))).contains("32-bit");
    assertThat(refusal(with16(PROGRAM, E_CLASS, 0x0202))).contains("not for x86-64");
    assertThat(refusal(with16(PROGRAM, E_MACHINE, 183))).contains("not for x86-64 (e_machine 183)");
    assertThat(refusal(with16(PROGRAM, E_TYPE, 1))).contains("not a program (e_type 1); link it");
    assertThat(refusal(with16(PROGRAM, E_TYPE, 4))).contains("not a program");
    assertThat(refusal(with16(PROGRAM, E_PHENTSIZE, 32))).contains("program headers of 32 bytes");
    assertThat(refusal(with16(PROGRAM, E_PHNUM, 0))).contains("nothing to run");
    assertThat(refusal(with16(PROGRAM, E_PHNUM, 0xffff))).contains("cut short");
    assertThat(refusal(with64(PROGRAM, E_PHOFF, PROGRAM.length - 55))).contains("cut short");
    assertThat(refusal(with64(PROGRAM, E_PHOFF, Long.MAX_VALUE - 10))).contains("cut short");
    assertThat(refusal(with64(PROGRAM, E_PHOFF, -1))).contains("cut short");
  }

  @Test
  void aDynamicProgramIsRefusedWithTheLoaderThatItWants() {
    final byte[] loader = "/lib64/ld-linux-x86-64.so.2\0".getBytes(StandardCharsets.US_ASCII);
    final byte[] file =
        ElfWriter.program().part(PT_INTERP, R, 0x41_0000, loader, loader.length, 1).bytes();
    assertThat(refusal(file))
        .contains("dynamic program (wants /lib64/ld-linux-x86-64.so.2); link it with -static");
    final int header = programHeader(3);
    for (final long boundary : BOUNDARIES) {
      assertThat(refusal(with64(file, header + P_FILESZ, boundary))).contains("a dynamic program");
      assertThat(refusal(with64(file, header + P_OFFSET, boundary))).contains("a dynamic program");
    }
  }

  @Test
  void segmentsThatCannotBeAreRefused() {
    assertThat(refusal(inHeader(1, P_FILESZ, PROGRAM.length))).contains("cut short");
    assertThat(refusal(inHeader(1, P_FILESZ, -1))).contains("cut short");
    assertThat(refusal(inHeader(1, P_OFFSET, -4096))).contains("cut short");
    assertThat(refusal(inHeader(1, P_MEMSZ, 2))).contains("smaller in memory than in the file");
    assertThat(refusal(inHeader(1, P_MEMSZ, -1))).contains("outside the user half");
    assertThat(refusal(inHeader(1, P_MEMSZ, AddressSpace.END))).contains("outside the user half");
    assertThat(refusal(inHeader(1, P_VADDR, 0xffff_8000_0000_0000L)))
        .contains("segment at 0xffff800000000000 is outside the user half");
    assertThat(refusal(inHeader(1, P_VADDR, 0xf000))).contains("outside the user half (0x10000");
    assertThat(refusal(inHeader(1, P_VADDR, AddressSpace.END))).contains("outside");
    assertThat(refusal(inHeader(1, P_VADDR, ProgramLoader.STACK_TOP - 4096)))
        .contains("is where the stack goes");
    assertThat(refusal(inHeader(1, P_VADDR, 0x40_1001))).contains("differs from its file offset");
    assertThat(refusal(inHeader(2, P_FLAGS, R | W | X))).contains("is writable and executable");
    assertThat(refusal(inHeader(2, P_VADDR, 0x40_1010))).contains("overlap or share a page");
    assertThat(refusal(inHeader(1, P_MEMSZ, 0x1001))).contains("overlap or share a page");
    assertThat(refusal(with64(PROGRAM, E_ENTRY, 1L << 47))).contains("entry point 0x800000000000");
    assertThat(refusal(with64(PROGRAM, E_ENTRY, -1))).contains("outside the user half");
  }

  @Test
  void aFileThatIsCutAnywhereIsRefused() throws LoadException {
    // Up to the last byte that a segment has in the file; what comes behind it is not needed.
    final int needed = PROGRAM.length;
    for (int length = 0; length < needed; length++) {
      assertThat(refusal(Arrays.copyOf(PROGRAM, length))).isNotEmpty();
    }
    assertThat(readQuietly(PROGRAM).segments()).hasSize(3);
  }

  @Test
  void sectionsAreOfNoAccount() throws LoadException {
    byte[] file = with64(PROGRAM, E_SHOFF, -1);
    file = with16(file, E_SHNUM, 0xffff);
    file = with16(file, E_SHENTSIZE, 7);
    assertThat(readQuietly(file).segments()).hasSize(3);
    assertThat(readQuietly(file).symbolAt(0x40_1000)).isEmpty();
  }

  @Test
  @Timeout(20)
  void hostileHeadersEndAsARefusalOrAProgram() throws Exception {
    final List<byte[]> files = new ArrayList<>();
    for (int at = 0; at < programHeader(3); at++) {
      for (final int value : new int[] {0, 1, 0x7f, 0x80, 0xff, PROGRAM[at] ^ 1, PROGRAM[at] + 1}) {
        final byte[] file = PROGRAM.clone();
        file[at] = (byte) value;
        files.add(file);
      }
    }
    for (int part = 0; part < 3; part++) {
      for (int field = P_OFFSET; field <= P_ALIGN; field += 8) {
        for (final long boundary : BOUNDARIES) {
          files.add(inHeader(part, field, boundary));
        }
      }
    }
    for (final long boundary : BOUNDARIES) {
      files.add(with64(PROGRAM, E_PHOFF, boundary));
      files.add(with64(with16(PROGRAM, E_TYPE, 3), E_ENTRY, boundary));
    }
    final KernelGround ground = KernelGround.ofFrames(256);
    int loaded = 0;
    for (final byte[] file : files) {
      loaded += loads(ground, file) ? 1 : 0;
    }
    assertThat(loaded).as("of %d", files.size()).isBetween(100, files.size() - 500);
    ground.assertEverythingReturned();
  }

  private static boolean loads(KernelGround ground, byte[] file) {
    final long used = ground.frames.used();
    final Process process = ground.bareProcess("hostile");
    boolean loaded = false;
    try {
      final ProgramLoader.Start start =
          new ProgramLoader(ground.kernel)
              .load(process, ElfLoader.read("hostile", file), List.of("hostile"), List.of());
      loaded = start.stack() % 16 == 0;
    } catch (LoadException refusal) {
      assertThat(refusal.getMessage()).startsWith("hostile: ");
    }
    ground.kernel.discard(process);
    assertThat(ground.frames.used()).isEqualTo(used);
    return loaded;
  }

  @Test
  void anAddressHasTheNameOfTheSymbolBelowIt() throws LoadException {
    final ElfImage image =
        readQuietly(
            ElfWriter.program()
                .symbol("_start", 0x40_1000, 2)
                .symbol("loop", 0x40_1008, 2)
                .symbol("undefined", 0x40_1009, 0)
                .symbol("", 0x40_100a, 2)
                .bytes());
    assertThat(image.symbolAt(0x40_1000)).contains("_start");
    assertThat(image.symbolAt(0x40_1007)).contains("_start+0x7");
    assertThat(image.symbolAt(0x40_1010)).contains("loop+0x8");
    assertThat(image.symbolAt(0x40_0fff)).isEmpty();
    assertThat(readQuietly(PROGRAM).symbolAt(0x40_1000)).as("stripped").isEmpty();
  }

  @Test
  @Timeout(20)
  void aBrokenSymbolTableGivesNoNamesAndNoTrouble() throws LoadException {
    final byte[] whole =
        ElfWriter.program().symbol("_start", 0x40_1000, 2).symbol("x", 0x40_1002, 2).bytes();
    final Random random = new Random(3);
    final int from = PROGRAM.length;
    for (int i = 0; i < 20_000; i++) {
      final byte[] file = whole.clone();
      for (int n = 0; n <= random.nextInt(3); n++) {
        file[from + random.nextInt(file.length - from)] = (byte) random.nextInt(256);
      }
      assertThat(readQuietly(file).symbolAt(0x40_1001).orElse("x")).isNotEmpty();
    }
    for (int length = from; length < whole.length; length++) {
      assertThat(readQuietly(Arrays.copyOf(whole, length)).symbolAt(0x40_1001)).isEmpty();
    }
  }
}
