package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Signal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a fault ended a process: what a person needs to see first, then why the access was refused.
 *
 * @param process name and pid
 * @param signal what Linux would send
 * @param code si_code of sigaction(2): {@code SEGV_MAPERR}
 * @param summary one sentence: what the instruction did, and what forbade it
 * @param instructionAddress RIP
 * @param instruction the bytes at RIP, as far as they can be read
 * @param symbol the symbol that RIP is in, {@code store+0x3}; empty if unknown
 * @param address the address that was accessed, for a page fault
 * @param errorCode the error code, decoded; empty if the exception has none
 * @param region the region of the address, or the nearest ones; empty if not a page fault
 * @param walk one line a level; empty if not a page fault
 * @param registers one line for a few registers
 * @param why what the tables said to it, as {@code why} says it; empty if not a page fault
 * @param refused the access that was refused, for programs; empty if not a page fault
 */
public record FaultReport(
    String process,
    Signal signal,
    String code,
    String summary,
    long instructionAddress,
    String instruction,
    String symbol,
    OptionalLong address,
    String errorCode,
    String region,
    List<String> walk,
    List<String> registers,
    List<MarkedLine> why,
    Optional<RefusedAccess> refused) {

  /** The report as lines for a person. */
  public String text() {
    final StringBuilder text = new StringBuilder(512);
    text.append(MarkedLine.onOneLine(process))
        .append(": ")
        .append(signal)
        .append(" (")
        .append(code)
        .append("): ")
        .append(summary)
        .append('\n');
    text.append("  at rip 0x").append(Long.toHexString(instructionAddress));
    if (!symbol.isEmpty()) {
      text.append(" <").append(MarkedLine.onOneLine(symbol)).append('>');
    }
    text.append("  bytes ").append(instruction).append('\n');
    if (why.isEmpty() && !errorCode.isEmpty()) {
      text.append("  error code ").append(errorCode).append('\n');
    }
    for (final String line : registers) {
      text.append("  ").append(line).append('\n');
    }
    return text.append(MarkedLine.text(why)).toString();
  }
}
