package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.EntryField.Kind;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.WalkEnd;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Walks of tables of bare words (Intel SDM 3A 4.5.5, tables 4-14 to 4-20). */
class WalkTraceTest {
  private static final long P = 1;
  private static final long W = 2;
  private static final long U = 4;
  private static final long XD = 1L << 63;

  private final HeapMemory memory = new HeapMemory(1 << 20);
  private PagingMode mode = PagingMode.longMode(PhysFrame.of(1));

  private WalkTrace walk(long pml4, long pdpt, long pd, long pt) {
    memory.writeWord(0x1000, pml4);
    memory.writeWord(0x2000, pdpt);
    memory.writeWord(0x3000, pd);
    memory.writeWord(0x4000, pt);
    return WalkTrace.of(memory, mode, 0x123);
  }

  @Test
  void eachLevelSaysWhatIsLeftAndWhatItTakesAway() {
    final WalkTrace trace =
        walk(0x2000 | P | W | U, 0x3000 | P | U | XD, 0x4000 | P | W | U, 0x9000 | P | W);

    assertThat(trace.levels())
        .extracting(level -> level.step().permissions().toString())
        .containsExactly("rwx user", "r-- user", "r-- user", "r-- supervisor");
    assertThat(trace.levels().get(1).takesAway())
        .containsExactlyInAnyOrder(Right.WRITE, Right.EXECUTE);
    assertThat(trace.levels().get(2).takesAway()).isEmpty();
    assertThat(trace.levels().get(3).takesAway()).containsExactly(Right.USER);
    assertThat(trace.takerOf(Right.WRITE).orElseThrow().level()).isEqualTo(PageTableLevel.PDPT);
    assertThat(trace.mapped().orElseThrow().physical().value()).isEqualTo(0x9123);
  }

  @Test
  void everyAccessIsTriedFromEveryRing() {
    final WalkTrace trace =
        walk(0x2000 | P | W | U, 0x3000 | P | W | U, 0x4000 | P | U, 0x9000 | P | W | U);

    assertThat(trace.attempts()).hasSize(9);
    final Attempt write = trace.attempt(Access.WRITE, Privilege.USER);
    assertThat(write.rule()).contains(FaultRule.WRITE_PROTECTED);
    assertThat(write.fault().map(PageFault::level)).contains(PageTableLevel.PD);
    assertThat(write.errorCode().orElseThrow().bits()).isEqualTo(7);
    assertThat(trace.attempt(Access.WRITE, Privilege.SUPERVISOR).errorCode().orElseThrow().bits())
        .isEqualTo(3);
    assertThat(trace.attempt(Access.READ, Privilege.USER).allowed()).isTrue();
  }

  @Test
  void theFieldsOfALeafAreTheManuals() {
    mode = mode.with(Feature.PROTECTION_KEYS).with(Feature.GLOBAL_PAGES);
    final long leaf = 0x9000 | P | W | U | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8;
    final WalkTrace trace =
        walk(
            0x2000 | P | W | U,
            0x3000 | P | W | U,
            0x4000 | P | W | U,
            leaf | 5L << 9 | 0x7fL << 52 | 9L << 59 | XD);

    final List<EntryField> fields = trace.levels().get(3).fields();
    assertThat(fields)
        .extracting(
            field -> field.bits() + " " + field.name() + "=" + Long.toHexString(field.value()))
        .containsExactly(
            "63 XD=1",
            "62:59 PK=9",
            "58:52 ignored=7f",
            "51:40 reserved=0",
            "39:12 address=9000",
            "11:9 ignored=5",
            "8 G=1",
            "7 PAT=1",
            "6 D=1",
            "5 A=1",
            "4 PCD=1",
            "3 PWT=1",
            "2 U/S=1",
            "1 R/W=1",
            "0 P=1");
  }

  @Test
  void bit7IsPsPatOrReservedByLevel() {
    final WalkTrace trace =
        walk(0x2000 | P | W | U, 0x3000 | P | W | U, 0x4000 | P | W | U, 0x9000 | P);

    assertThat(trace.levels())
        .extracting(
            level ->
                level.fields().stream().filter(field -> field.low() == 7).findFirst().get().name())
        .containsExactly("reserved", "PS", "PS", "PAT");
  }

  @Test
  void reservedBitsAreNamedOneByOne() {
    final WalkTrace trace = walk(0x2000 | P | 1 << 7 | 1L << 40 | 1L << 51, 0, 0, 0);

    assertThat(trace.end()).isEqualTo(WalkEnd.RESERVED_BIT);
    final WalkLevel.Reserved reserved = (WalkLevel.Reserved) trace.levels().get(0).leads();
    assertThat(reserved.bits()).isEqualTo(1 << 7 | 1L << 40 | 1L << 51);
    assertThat(reserved.names())
        .containsExactly(
            "bit 7 (PS in a PML4 entry)",
            "bit 40 (address bits from MAXPHYADDR=40 up)",
            "bit 51 (address bits from MAXPHYADDR=40 up)");
    assertThat(trace.levels()).hasSize(1);
  }

  @Test
  void bit63IsReservedOnlyWhileExecuteDisableIsOff() {
    assertThat(walk(XD | 0x2000 | P | W | U, 0, 0, 0).end()).isEqualTo(WalkEnd.NOT_PRESENT);
    mode = mode.without(Feature.NO_EXECUTE);
    final WalkTrace trace = walk(XD | 0x2000 | P | W | U, 0, 0, 0);
    assertThat(trace.end()).isEqualTo(WalkEnd.RESERVED_BIT);
    assertThat(trace.levels().get(0).fields().get(0).kind()).isEqualTo(Kind.RESERVED);
  }

  @Test
  void anEntryThatIsNotPresentHasOneFlagAndTheRestIsSoftwares() {
    final WalkTrace trace = walk(0xdead_0000, 0, 0, 0);

    assertThat(trace.levels().get(0).leads()).isInstanceOf(WalkLevel.NotPresent.class);
    assertThat(trace.levels().get(0).fields())
        .extracting(EntryField::bits)
        .containsExactly("63:1", "0");
    assertThat(trace.levels().get(0).takesAway()).isEmpty();
  }

  @Test
  void aTableBehindTheEndOfMemoryIsToldAsSuch() {
    final WalkTrace trace = walk(0x7000_0000 | P | W | U, 0, 0, 0);

    assertThat(trace.last().orElseThrow().leads()).isInstanceOf(WalkLevel.OutsideMemory.class);
  }

  @Test
  void anAddressThatIsNotCanonicalHasNoLevels() {
    final WalkTrace trace = WalkTrace.of(memory, mode, 1L << 47);

    assertThat(trace.end()).isEqualTo(WalkEnd.NOT_CANONICAL);
    assertThat(trace.levels()).isEmpty();
    assertThat(trace.attempts()).noneMatch(Attempt::allowed).noneMatch(a -> a.fault().isPresent());
  }
}
