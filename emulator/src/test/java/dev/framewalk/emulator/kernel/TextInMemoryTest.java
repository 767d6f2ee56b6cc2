package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that run one program have its unchanged pages in common, as on Linux. */
final class TextInMemoryTest {
  private static final long CODE = 0x40_1000;
  private static final long DATA = 0x40_2010;
  private static final long PROT_READ_WRITE = 3;
  private static final long PROT_READ_EXEC = 5;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final ElfImage image;
  private final GuestHand first;

  TextInMemoryTest() throws LoadException {
    image = ElfLoader.read("prog", ElfWriter.program().bytes());
    first = load();
  }

  private GuestHand load() throws LoadException {
    final Process process = ground.bareProcess("prog");
    assertThat(
            new ProgramLoader(ground.kernel)
                .load(process, image, List.of("prog"), List.of())
                .entry())
        .isEqualTo(CODE);
    return new GuestHand(ground, process);
  }

  private long physical(GuestHand guest, long address) {
    final PageWalk walk = new PageWalk(ground.memory);
    assertThat(walk.find(guest.process.space().mode(), address)).isTrue();
    return walk.physical();
  }

  private byte[] code(GuestHand guest) {
    final byte[] bytes = new byte[3];
    assertThat(guest.process.memory().copyInSome(CODE, bytes, 0, 3)).isEqualTo(3);
    return bytes;
  }

  private void change(GuestHand guest) {
    assertThat(guest.call(GuestHand.MPROTECT, CODE, 4096, PROT_READ_WRITE)).isZero();
    assertThat(guest.process.faults().resolve(CODE, Access.WRITE)).isEqualTo(FaultVerdict.RESOLVED);
    guest.poke(CODE, (byte) 0xcc);
    assertThat(guest.call(GuestHand.MPROTECT, CODE, 4096, PROT_READ_EXEC)).isZero();
  }

  @Test
  void theCodeIsInMemoryOnceAndTheDataTwice() throws LoadException {
    final GuestHand second = load();
    assertThat(physical(second, CODE)).isEqualTo(physical(first, CODE));
    assertThat(physical(second, DATA)).isNotEqualTo(physical(first, DATA));
    assertThat(first.process.space().privateReferences(physical(first, CODE))).isEqualTo(2);
  }

  @Test
  void theCpuIsToldOfCodeOnlyWhenItIsNew() throws LoadException {
    final long before = ground.kernel.codeWatch().changes();
    final GuestHand second = load();
    assertThat(ground.kernel.codeWatch().changes()).isEqualTo(before);
    ground.kernel.end(first.process, new ProcessEnd.Exited(0));
    ground.kernel.end(second.process, new ProcessEnd.Exited(0));
    assertThat(code(load())).containsExactly(0x0f, 0x05, 0xf4);
    assertThat(ground.kernel.codeWatch().changes()).isGreaterThan(before);
  }

  @Test
  void whoWritesToItsCodeHasItAlone() throws LoadException {
    final GuestHand second = load();
    change(second);
    assertThat(code(second)).containsExactly(0xcc, 0x05, 0xf4);
    assertThat(code(first)).containsExactly(0x0f, 0x05, 0xf4);
    assertThat(physical(second, CODE)).isNotEqualTo(physical(first, CODE));
  }

  @Test
  void changedCodeIsNotGivenToTheNext() throws LoadException {
    change(first);
    final GuestHand second = load();
    assertThat(code(second)).containsExactly(0x0f, 0x05, 0xf4);
    assertThat(physical(second, CODE)).isNotEqualTo(physical(first, CODE));
  }

  @Test
  void codeThatCanBeWrittenRightNowIsNotGivenToTheNext() throws LoadException {
    assertThat(first.call(GuestHand.MPROTECT, CODE, 4096, PROT_READ_WRITE)).isZero();
    assertThat(first.process.faults().resolve(CODE, Access.WRITE)).isEqualTo(FaultVerdict.RESOLVED);
    final GuestHand second = load();
    first.poke(CODE, (byte) 0xcc);
    assertThat(code(second)).containsExactly(0x0f, 0x05, 0xf4);
  }

  @Test
  void codeThatHasBeenUnmappedIsReadFromTheFile() throws LoadException {
    assertThat(first.call(GuestHand.MUNMAP, CODE, 4096)).isZero();
    assertThat(code(load())).containsExactly(0x0f, 0x05, 0xf4);
  }
}
