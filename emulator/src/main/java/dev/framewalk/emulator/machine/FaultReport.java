package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Signal;
import java.util.List;
import java.util.OptionalLong;

/**
 * Why a fault ended a process: what a person needs to see first, then the walk level by level.
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
    List<String> registers) {

  /** The report as lines for a person. */
  public String text() {
    final StringBuilder text = new StringBuilder(512);
    text.append(process)
        .append(": ")
        .append(signal)
        .append(" (")
        .append(code)
        .append("): ")
        .append(summary)
        .append('\n');
    text.append("  at rip 0x").append(Long.toHexString(instructionAddress));
    if (!symbol.isEmpty()) {
      text.append(" <").append(symbol).append('>');
    }
    text.append("  bytes ").append(instruction).append('\n');
    if (address.isPresent()) {
      text.append("  cr2 0x").append(Long.toHexString(address.getAsLong())).append('\n');
    }
    if (!errorCode.isEmpty()) {
      text.append("  error code ").append(errorCode).append('\n');
    }
    if (!region.isEmpty()) {
      text.append("  region ").append(region).append('\n');
    }
    for (final String step : walk) {
      text.append("  ").append(step).append('\n');
    }
    for (final String line : registers) {
      text.append("  ").append(line).append('\n');
    }
    return text.toString();
  }
}
