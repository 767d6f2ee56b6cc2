package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.PageFault;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Neighbouring pages that the CPU translates otherwise than the tables do, in the same way.
 *
 * @param start the first address
 * @param pages how many pages of 4 KiB
 * @param accesses what differs for the first of them: at least one kind of access
 * @param entry the entry that decides in the tables: the leaf of the first page, or the one at
 *     which its walk ends
 * @param writer who stored last to an entry of the first page's walk, if that is known: whoever
 *     owes the flush
 */
public record TlbDifference(
    long start,
    long pages,
    List<Disagreement> accesses,
    Optional<PhysAddr> entry,
    Optional<EntryWriter> writer) {
  /**
   * What tables and CPU make of one access of ring 3.
   *
   * @param access the access
   * @param tables the verdict by the tables
   * @param cpu the CPU's answer
   */
  public record Disagreement(Access access, AccessVerdict tables, TlbProbe.Answer cpu) {
    /** As {@code a write goes to 0x5000, where the tables refuse it (0x6 (not present, …))}. */
    @Override
    public String toString() {
      final String what = "a " + access.name().toLowerCase(Locale.ROOT);
      final String there =
          tables instanceof AccessVerdict.Allowed allowed
              ? "goes to " + allowed.physical()
              : tables instanceof PageFault fault ? "faults, " + fault.errorCode() : "is refused";
      final String here =
          cpu instanceof TlbProbe.Goes goes
              ? "goes to " + goes.physical()
              : cpu instanceof TlbProbe.Faults faults
                  ? "faults, " + faults.errorCode()
                  : "is refused";
      return what + " " + here + "; by the tables it " + there;
    }
  }

  public TlbDifference {
    accesses = List.copyOf(accesses);
  }

  /** Address behind the last byte. */
  public long endExclusive() {
    return start + (pages << 12);
  }

  /** What is wrong, in a sentence that names the flush that is missing. */
  public String text() {
    final StringBuilder text = new StringBuilder("on the CPU ");
    for (int i = 0; i < accesses.size(); i++) {
      text.append(i == 0 ? "" : "; ").append(accesses.get(i));
    }
    return text.append(": a flush of [0x")
        .append(Long.toHexString(start))
        .append(", 0x")
        .append(Long.toHexString(endExclusive()))
        .append(") is missing")
        .toString();
  }

  /** This range with the page behind it. */
  TlbDifference longer() {
    return new TlbDifference(start, pages + 1, accesses, entry, writer);
  }

  /** Whether a page with these disagreements, next to this range, belongs to it. */
  boolean isLike(List<Disagreement> others) {
    if (others.size() != accesses.size()) {
      return false;
    }
    for (int i = 0; i < others.size(); i++) {
      final Disagreement one = accesses.get(i);
      final Disagreement other = others.get(i);
      if (one.access() != other.access()
          || !kind(one.tables()).equals(kind(other.tables()))
          || !kind(one.cpu()).equals(kind(other.cpu()))) {
        return false;
      }
    }
    return true;
  }

  private static Object kind(AccessVerdict verdict) {
    return verdict instanceof PageFault fault ? fault.errorCode() : verdict.getClass();
  }

  private static Object kind(TlbProbe.Answer answer) {
    return answer instanceof TlbProbe.Faults faults ? faults.errorCode() : answer.getClass();
  }
}
