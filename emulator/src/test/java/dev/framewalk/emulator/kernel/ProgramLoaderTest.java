package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.emulator.kernel.ProgramLoader.Start;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A program in a process's memory, and the stack that it starts with. */
final class ProgramLoaderTest {
  @RegisterExtension final KernelGround ground = new KernelGround();

  private final Process process = ground.bareProcess("prog");

  private Start load(ElfWriter file, List<String> arguments, List<String> environment)
      throws LoadException {
    return new ProgramLoader(ground.kernel)
        .load(process, ElfLoader.read("prog", file.bytes()), arguments, environment);
  }

  private Start load() throws LoadException {
    return load(ElfWriter.program(), List.of("prog"), List.of());
  }

  private byte[] read(long address, int length) {
    final byte[] bytes = new byte[length];
    assertThat(process.memory().copyInSome(address, bytes, 0, length)).isEqualTo(length);
    return bytes;
  }

  private long word(long address) {
    try {
      return process.memory().readLong(address);
    } catch (ErrnoException e) {
      throw new AssertionError("not readable: 0x" + Long.toHexString(address), e);
    }
  }

  private String string(long address) {
    try {
      final String bytes = process.memory().readPath(address);
      return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    } catch (ErrnoException e) {
      throw new AssertionError("not a string: 0x" + Long.toHexString(address), e);
    }
  }

  @Test
  void segmentsHaveTheFilesBytesThenZeroes() throws LoadException {
    assertThat(load().entry()).isEqualTo(0x40_1000);
    assertThat(read(0x40_0000, 4)).containsExactly(0x7f, 'E', 'L', 'F');
    assertThat(read(0x40_1000, 3)).containsExactly(0x0f, 0x05, 0xf4);
    assertThat(read(0x40_2010, 4)).containsExactly(1, 2, 3, 4);
    assertThat(read(0x40_2014, 0x2fec)).containsOnly(0);
    assertThat(process.memory().copyInSome(0x40_5000, new byte[1], 0, 1)).isZero();
  }

  @Test
  void segmentsHaveTheirPermissions() throws LoadException {
    assertThat(load().entry()).isPositive();
    final PageWalk walk = new PageWalk(ground.memory);
    assertThat(walk.find(process.space().mode(), 0x40_1000)).isTrue();
    assertThat(walk.executable() && !walk.writable() && walk.user()).isTrue();
    assertThat(walk.find(process.space().mode(), 0x40_2010)).isTrue();
    assertThat(!walk.executable() && walk.writable() && walk.user()).isTrue();
    assertThat(process.faults().resolve(0x40_1000, Access.WRITE))
        .isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(process.faults().resolve(0x40_4000, Access.WRITE)).isEqualTo(FaultVerdict.RESOLVED);
    final long stack = ProgramLoader.STACK_TOP - 1;
    assertThat(process.faults().resolve(stack, Access.FETCH)).isEqualTo(FaultVerdict.NOT_ALLOWED);
    assertThat(
            process
                .faults()
                .resolve(ProgramLoader.STACK_TOP - ProgramLoader.STACK_BYTES, Access.WRITE))
        .isEqualTo(FaultVerdict.RESOLVED);
    assertThat(
            process
                .faults()
                .resolve(ProgramLoader.STACK_TOP - ProgramLoader.STACK_BYTES - 1, Access.WRITE))
        .isEqualTo(FaultVerdict.NOT_MAPPED);
  }

  @Test
  void aProgramMayAskForAnExecutableStack() throws LoadException {
    final ElfWriter file =
        ElfWriter.program().part(ElfWriter.PT_GNU_STACK, 7, 0, new byte[0], 0, 16);
    assertThat(load(file, List.of("prog"), List.of()).stack()).isPositive();
    assertThat(process.faults().resolve(ProgramLoader.STACK_TOP - 1, Access.FETCH))
        .isEqualTo(FaultVerdict.RESOLVED);
  }

  @Test
  void theStackIsAsTheAbiHasIt() throws LoadException {
    final List<String> arguments = List.of("prog", "", "zwei", "\u00fcber");
    final List<String> environment = List.of("HOME=/", "X=");
    final Start start = load(ElfWriter.program(), arguments, environment);
    // System V ABI AMD64, 3.4.1, figure 3.9: RSP is a multiple of 16 and points at argc.
    long at = start.stack();
    assertThat(at % 16).isZero();
    assertThat(word(at)).isEqualTo(4);
    for (final String argument : arguments) {
      at += 8;
      assertThat(string(word(at))).isEqualTo(argument);
    }
    at += 8;
    assertThat(word(at)).as("end of argv").isZero();
    for (final String variable : environment) {
      at += 8;
      assertThat(string(word(at))).isEqualTo(variable);
    }
    at += 8;
    assertThat(word(at)).as("end of envp").isZero();
    final Map<Long, Long> auxiliary = new HashMap<>();
    for (at += 8; word(at) != 0; at += 16) {
      assertThat(auxiliary.put(word(at), word(at + 8))).as("type %d twice", word(at)).isNull();
    }
    assertThat(word(at + 8)).as("AT_NULL").isZero();
    // Numbers of include/uapi/linux/auxvec.h.
    assertThat(auxiliary)
        .containsEntry(3L, 0x40_0040L)
        .containsEntry(4L, 56L)
        .containsEntry(5L, 3L)
        .containsEntry(6L, 4096L)
        .containsEntry(7L, 0L)
        .containsEntry(9L, 0x40_1000L)
        .containsEntry(11L, 0L)
        .containsEntry(17L, 100L)
        .containsEntry(23L, 0L);
    assertThat(word(auxiliary.getOrDefault(3L, 0L)) & 0xffff_ffffL)
        .as("AT_PHDR is a PT_LOAD")
        .isOne();
    assertThat(string(auxiliary.getOrDefault(15L, 0L))).as("AT_PLATFORM").isEqualTo("x86_64");
    assertThat(string(auxiliary.getOrDefault(31L, 0L))).as("AT_EXECFN").isEqualTo("prog");
    assertThat(read(auxiliary.getOrDefault(25L, 0L), 16))
        .as("AT_RANDOM")
        .doesNotContain(new byte[16]);
    assertThat(auxiliary.getOrDefault(31L, 0L)).isBetween(at, ProgramLoader.STACK_TOP - 1);
  }

  @Test
  void argumentsMayFillAQuarterOfTheStack() throws LoadException {
    final List<String> many = new ArrayList<>(List.of("prog"));
    many.addAll(Collections.nCopies(200_000, "x"));
    final Start start = load(ElfWriter.program(), many, List.of());
    assertThat(start.stack() % 16).isZero();
    assertThat(word(start.stack())).isEqualTo(200_001);
    assertThat(string(word(start.stack() + 8 * 200_001))).isEqualTo("x");
  }

  @Test
  void moreArgumentsThanThatAreRefused() {
    final String long1 = "y".repeat(2 << 20);
    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> load(ElfWriter.program(), List.of("prog", long1), List.of()))
        .withMessageMatching("prog: arguments and environment of \\d+ bytes .*at most 2097152");
    final List<String> empty = Collections.nCopies(250_000, "");
    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> load(ElfWriter.program(), List.of("prog"), empty))
        .withMessageContaining("at most 2097152");
  }

  @Test
  void theRandomBytesComeFromTheSeed() throws LoadException {
    final Start first = load();
    final KernelGround again = new KernelGround();
    final Process same = again.bareProcess("prog");
    final byte[] bytes = new byte[(int) (ProgramLoader.STACK_TOP - first.stack())];
    assertThat(
            new ProgramLoader(again.kernel)
                .load(
                    same,
                    ElfLoader.read("prog", ElfWriter.program().bytes()),
                    List.of("prog"),
                    List.of()))
        .isEqualTo(first);
    assertThat(same.memory().copyInSome(first.stack(), bytes, 0, bytes.length))
        .isEqualTo(bytes.length);
    assertThat(read(first.stack(), bytes.length)).isEqualTo(bytes);
  }

  @Test
  void memoryTooSmallIsRefusedAtEveryPointAndLeavesNothing() throws Exception {
    final ElfImage image = ElfLoader.read("prog", ElfWriter.program().bytes());
    boolean loaded = false;
    int refused = 0;
    for (int size = 2; !loaded; size++) {
      final KernelGround small = KernelGround.ofFrames(size);
      final long used = small.frames.used();
      final Process tried = small.bareProcess("prog");
      try {
        loaded =
            new ProgramLoader(small.kernel)
                    .load(tried, image, List.of("prog", "z".repeat(9000)), List.of())
                    .stack()
                > 0;
      } catch (LoadException refusal) {
        refused++;
        assertThat(refusal.getMessage()).startsWith("prog: memory too small for the program");
      }
      small.kernel.discard(tried);
      assertThat(small.frames.used()).isEqualTo(used);
      assertThat(small.frames.available()).isEqualTo(size - used);
      small.assertEverythingReturned();
    }
    // Three tables and three pages of segments, three tables and three pages of stack: each of
    // them is the one that is missing once. The process's root is there from the start.
    assertThat(refused).isEqualTo(12);
  }

  @Test
  void aProgramThatIsMostlyZeroesTakesNoFramesForThem() throws LoadException {
    final long used = ground.frames.used();
    final ElfWriter file =
        ElfWriter.program().load(0x1000_0000, ElfWriter.R | ElfWriter.W, new byte[0], 64L << 30);
    assertThat(load(file, List.of("prog"), List.of()).entry()).isPositive();
    assertThat(ground.frames.used() - used).isLessThan(20);
    assertThat(process.faults().resolve(0x1000_0000L + (63L << 30), Access.WRITE))
        .isEqualTo(FaultVerdict.RESOLVED);
  }

  @Test
  void bytesLieInTheFramesThatTheTablesName() throws LoadException {
    assertThat(load().entry()).isPositive();
    final PageWalk walk = new PageWalk(ground.memory);
    assertThat(walk.find(process.space().mode(), 0x40_2010)).isTrue();
    final byte[] four = new byte[4];
    ground.memory.read(PhysAddr.of(walk.physical()).value(), four, 0, 4);
    assertThat(four).containsExactly(1, 2, 3, 4);
  }
}
