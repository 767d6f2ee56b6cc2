package dev.framewalk.pagetable.table;

import static dev.framewalk.pagetable.table.Access.FETCH;
import static dev.framewalk.pagetable.table.Access.READ;
import static dev.framewalk.pagetable.table.Access.WRITE;
import static dev.framewalk.pagetable.table.Privilege.SUPERVISOR;
import static dev.framewalk.pagetable.table.Privilege.SUPERVISOR_AC;
import static dev.framewalk.pagetable.table.Privilege.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule is named, at which level; the error codes of all cases are in the exhaustive test. */
class AccessCheckTest {
  private static final long ADDRESS = 0x0000_0100_c080_5678L;

  private final HeapMemory memory = new HeapMemory(1 << 20);
  private final PageWalk walk = new PageWalk(memory);
  private PagingMode mode = PagingMode.longMode(PhysFrame.of(2));

  AccessCheckTest() {
    memory.writeWord(0x2010, 0x3007);
    memory.writeWord(0x3018, 0x4007);
    memory.writeWord(0x4020, 0x5007);
    memory.writeWord(0x5028, 0x9_9007);
  }

  private AccessVerdict verdict(Access access, Privilege privilege) {
    final boolean mapped = walk.find(mode, ADDRESS);
    assertThat(mapped).isEqualTo(walk.end() == WalkEnd.MAPPED);
    final AccessVerdict verdict = AccessCheck.verdict(walk, access, privilege);
    final Translation translation = new PageTableWalker(memory).walk(mode, ADDRESS);
    assertThat(AccessCheck.verdict(mode, translation, access, privilege)).isEqualTo(verdict);
    return verdict;
  }

  private void assertFault(
      AccessVerdict verdict, FaultRule rule, PageTableLevel level, int errorCode) {
    assertThat(verdict)
        .isEqualTo(
            new PageFault(new VirtAddr(ADDRESS), level, rule, new PageFaultErrorCode(errorCode)));
  }

  @Test
  void whatEveryEntryAllowsGoesThrough() {
    for (final Access access : Access.values()) {
      assertThat(verdict(access, USER)).isEqualTo(new AccessVerdict.Allowed(PhysAddr.of(0x9_9678)));
    }
  }

  @ParameterizedTest
  @CsvSource({"PML4,2010", "PDPT,3018", "PD,4020", "PT,5028"})
  void theFirstEntryThatForbidsIsNamed(PageTableLevel level, String address) {
    final long at = Long.parseLong(address, 16);
    final long entry = memory.readWord(at);
    memory.writeWord(at, entry & ~2L);
    assertFault(verdict(WRITE, USER), FaultRule.WRITE_PROTECTED, level, 0x7);
    assertFault(verdict(WRITE, SUPERVISOR), FaultRule.SUPERVISOR_WRITE_PROTECTED, level, 0x3);
    memory.writeWord(at, entry & ~4L);
    assertFault(verdict(READ, USER), FaultRule.SUPERVISOR_ONLY, level, 0x5);
    memory.writeWord(at, entry | 1L << 63);
    assertFault(verdict(FETCH, USER), FaultRule.NO_EXECUTE, level, 0x15);
    memory.writeWord(at, entry & ~1L);
    assertFault(verdict(READ, SUPERVISOR), FaultRule.NOT_PRESENT, level, 0x0);
    memory.writeWord(at, entry | 1L << 41);
    assertFault(verdict(WRITE, USER), FaultRule.RESERVED_BIT, level, 0xf);
  }

  @Test
  void smepAndSmapKeepTheSupervisorOffUserPages() {
    mode = mode.with(Feature.SMEP).with(Feature.SMAP);
    assertFault(verdict(FETCH, SUPERVISOR), FaultRule.SMEP, PageTableLevel.PT, 0x11);
    assertFault(verdict(READ, SUPERVISOR), FaultRule.SMAP, PageTableLevel.PT, 0x1);
    assertFault(verdict(WRITE, SUPERVISOR), FaultRule.SMAP, PageTableLevel.PT, 0x3);
    assertThat(verdict(WRITE, SUPERVISOR_AC)).isInstanceOf(AccessVerdict.Allowed.class);
    assertThat(verdict(FETCH, USER)).isInstanceOf(AccessVerdict.Allowed.class);
  }

  @Test
  void protectionKeysForbidAtTheLeaf() {
    memory.writeWord(0x5028, 0x9_9007 | 5L << 59);
    mode = mode.with(Feature.PROTECTION_KEYS).withPkru(2 << 10);
    assertFault(verdict(WRITE, USER), FaultRule.PROTECTION_KEY, PageTableLevel.PT, 0x27);
    assertThat(verdict(READ, USER)).isInstanceOf(AccessVerdict.Allowed.class);
    mode = mode.withPkru(1 << 10);
    assertFault(verdict(READ, USER), FaultRule.PROTECTION_KEY, PageTableLevel.PT, 0x25);
    assertThat(verdict(FETCH, USER)).isInstanceOf(AccessVerdict.Allowed.class);
    mode = mode.withPkru(~(3 << 10));
    assertThat(verdict(WRITE, USER)).isInstanceOf(AccessVerdict.Allowed.class);
  }

  @Test
  void anAddressThatIsNotCanonicalIsNoPageFault() {
    final Translation none = new PageTableWalker(memory).walk(mode, 1L << 50);
    assertThat(AccessCheck.verdict(mode, none, READ, USER))
        .isEqualTo(new AccessVerdict.NotCanonical(1L << 50));
    assertThat(walk.find(mode, 1L << 50)).isFalse();
    assertThat(AccessCheck.permits(walk, READ, SUPERVISOR)).isFalse();
    assertThat(AccessCheck.verdict(walk, READ, USER))
        .isEqualTo(new AccessVerdict.NotCanonical(1L << 50));
  }

  @Test
  void aFaultIsReadable() {
    memory.writeWord(0x4020, 0x5005);
    assertThat(verdict(WRITE, USER))
        .hasToString(
            "page fault: address=0x100c0805678, level=PD, rule=WRITE_PROTECTED, "
                + "error code=0x7 (protection, write, user)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0    | 0x0 (not present, read, supervisor)",
        "6    | 0x6 (not present, write, user)",
        "1d   | 0x1d (protection, fetch, user, reserved bit)",
        "27   | 0x27 (protection, write, user, protection key)",
        "8045 | 0x8045 (protection, read, user, shadow stack, SGX)",
      })
  void errorCodesAreDecoded(String bits, String text) {
    assertThat(new PageFaultErrorCode(Integer.parseInt(bits, 16))).hasToString(text);
  }

  /** Intel SDM 3A figure 4-12. */
  @Test
  void everyBitOfAnErrorCodeHasItsName() {
    assertThat(new PageFaultErrorCode(1).present()).isTrue();
    assertThat(new PageFaultErrorCode(2).write()).isTrue();
    assertThat(new PageFaultErrorCode(4).user()).isTrue();
    assertThat(new PageFaultErrorCode(8).reserved()).isTrue();
    assertThat(new PageFaultErrorCode(16).fetch()).isTrue();
    assertThat(new PageFaultErrorCode(32).protectionKey()).isTrue();
    assertThat(new PageFaultErrorCode(64).shadowStack()).isTrue();
    assertThat(new PageFaultErrorCode(1 << 15).sgx()).isTrue();
    final PageFaultErrorCode none = new PageFaultErrorCode(~0x807f);
    assertThat(none.present() || none.write() || none.user() || none.reserved()).isFalse();
    assertThat(none.fetch() || none.protectionKey() || none.shadowStack() || none.sgx()).isFalse();
  }
}
