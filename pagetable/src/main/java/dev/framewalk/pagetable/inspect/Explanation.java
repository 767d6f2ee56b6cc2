package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFault;
import java.util.List;
import java.util.Optional;

/**
 * Why an access goes through or does not.
 *
 * @param space whose address space
 * @param trace the walk
 * @param attempt the access and what the CPU makes of it
 * @param failing the level whose entry forbids it, the leaf's where the page as a whole does; empty
 *     if it is allowed or the address is not canonical
 * @param errorBits the error code bit by bit; none without a page fault
 * @param meant the area and object at the address
 * @param kernel what the kernel does about it
 * @param decisive the entry that decides: the failing one, or the leaf; empty if the address is not
 *     canonical
 * @param writer who stored to that entry last; empty if that is not known
 * @param remedies what would make it succeed; none if it is allowed
 */
public record Explanation(
    SpaceView space,
    WalkTrace trace,
    Attempt attempt,
    Optional<WalkLevel> failing,
    List<ErrorBit> errorBits,
    Meant meant,
    KernelAnswer kernel,
    Optional<PhysAddr> decisive,
    Optional<EntryWriter> writer,
    List<Remedy> remedies) {
  public Explanation {
    errorBits = List.copyOf(errorBits);
    remedies = List.copyOf(remedies);
  }

  /** The address that was asked about. */
  public long address() {
    return trace.address();
  }

  /** The verdict in one sentence. */
  public String sentence() {
    final String what =
        "a "
            + attempt.accessWord()
            + (attempt.accessWord().equals("write") ? " to 0x" : " from 0x")
            + Long.toHexString(address())
            + " by "
            + attempt.ringWords();
    if (attempt.verdict() instanceof AccessVerdict.Allowed allowed) {
      return what + " goes through, to physical " + allowed.physical();
    }
    if (attempt.verdict() instanceof AccessVerdict.NotCanonical) {
      return what
          + " raises #GP: the address is not canonical, bits 63.."
          + (trace.mode().virtualAddressBits() - 1)
          + " are not all equal";
    }
    final PageFault fault = attempt.fault().orElseThrow();
    return what + " raises #PF: " + because(fault);
  }

  /** What the program most likely did wrong, in one sentence; empty if it gets no signal. */
  public Optional<String> cause() {
    return Cause.of(this);
  }

  private String because(PageFault fault) {
    final WalkLevel level = failing.orElseThrow();
    final String entry = "the " + level.level() + " entry at " + level.step().entryAddress();
    final int key = level.step().entry().protectionKey();
    return switch (fault.rule()) {
      case NOT_PRESENT ->
          level.leads() instanceof WalkLevel.OutsideMemory
              ? entry + " lies behind the end of memory, where everything reads as zero"
              : entry + " is not present (P=0)";
      case RESERVED_BIT ->
          entry
              + " has a reserved bit set: "
              + (level.leads() instanceof WalkLevel.Reserved reserved
                  ? String.join(", ", reserved.names())
                  : "");
      case SUPERVISOR_ONLY -> entry + " is for the supervisor (U/S=0)";
      case WRITE_PROTECTED -> entry + " is read-only (R/W=0)";
      case SUPERVISOR_WRITE_PROTECTED ->
          entry + " is read-only (R/W=0), which binds ring 0 too (CR0.WP=1)";
      case NO_EXECUTE -> entry + " forbids fetches (XD=1)";
      case SMEP -> "the page is ring 3's (U/S=1 at every level) and CR4.SMEP=1";
      case SMAP -> "the page is ring 3's (U/S=1 at every level), CR4.SMAP=1 and EFLAGS.AC=0";
      case PROTECTION_KEY ->
          "PKRU forbids it for protection key " + key + " of " + entry + " (" + keyBit(key) + ")";
    };
  }

  private String keyBit(int key) {
    return trace.mode().accessDisabled(key) ? "AD" + key + "=1" : "WD" + key + "=1";
  }

  /** The rule in words; {@code allowed} and {@code not canonical} where there is no fault. */
  public String rule() {
    if (attempt.allowed()) {
      return "allowed";
    }
    return attempt.rule().map(FaultRule::text).orElse("the address is not canonical");
  }
}
