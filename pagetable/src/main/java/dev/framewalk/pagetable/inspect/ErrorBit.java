package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.table.PageFaultErrorCode;
import java.util.List;

/**
 * One bit of a page fault's error code (Intel SDM 3A 4.7, figure 4-12).
 *
 * @param name the manual's: {@code W/R}
 * @param bit its number
 * @param set whether it is set
 * @param words what that says
 */
public record ErrorBit(String name, int bit, boolean set, String words) {
  /** The bits that paging sets, bit 0 first. */
  public static List<ErrorBit> of(PageFaultErrorCode code) {
    return List.of(
        bit("P", 0, code.present(), "an entry that is present forbids it", "an entry has P=0"),
        bit("W/R", 1, code.write(), "a write", "not a write"),
        bit("U/S", 2, code.user(), "from ring 3", "from ring 0"),
        bit("RSVD", 3, code.reserved(), "a reserved bit is set", "no reserved bit"),
        bit("I/D", 4, code.fetch(), "an instruction fetch", "not told to be a fetch"),
        bit("PK", 5, code.protectionKey(), "the protection key forbids it", "not the key"));
  }

  private static ErrorBit bit(String name, int bit, boolean set, String yes, String no) {
    return new ErrorBit(name, bit, set, set ? yes : no);
  }
}
