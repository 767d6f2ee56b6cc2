package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import java.util.Optional;

/**
 * Something that an {@link Audit} found.
 *
 * @param rule the rule that it is about
 * @param severity how bad it is
 * @param pid the process in whose tables it is; empty for the kernel half, and for what belongs to
 *     no process
 * @param address the first address, or the first one that the entry translates; empty where there
 *     is none, as for a frame that nothing leads to
 * @param pages how many neighbouring pages of 4 KiB it is about; for a frame, how many frames
 * @param entry where the first entry lies
 * @param frame the number of the frame that it is about, where that is more than what an entry says
 * @param text what is wrong, in a sentence without a full stop
 * @param writer who stored to the entry last, if that is known
 */
public record Finding(
    AuditRule rule,
    Severity severity,
    Optional<Integer> pid,
    Optional<VirtAddr> address,
    long pages,
    Optional<PhysAddr> entry,
    Optional<Long> frame,
    String text,
    Optional<EntryWriter> writer) {
  /** How bad a finding is. */
  public enum Severity {
    /** Worth knowing, and allowed: a process has asked for it. */
    NOTE,
    /** It must not be. */
    ERROR
  }

  /**
   * In one line, as {@code FREE_FRAME: pid 100, 0x400000, entry at 0x19000: maps frame 0x19, …}.
   */
  @Override
  public String toString() {
    final StringBuilder line = new StringBuilder(rule.name()).append(": ");
    pid.ifPresent(number -> line.append("pid ").append(number).append(", "));
    address.ifPresent(
        first -> {
          line.append(first);
          if (pages > 1) {
            line.append(" (").append(pages).append(" pages)");
          }
          line.append(", ");
        });
    entry.ifPresent(at -> line.append("entry at ").append(at).append(": "));
    line.append(text);
    writer.ifPresent(who -> line.append("; entry last written by ").append(who));
    return line.toString();
  }
}
