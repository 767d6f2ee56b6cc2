package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.HexFormat;

/**
 * The bytes at a guest's RIP, for whoever has to know which instruction it was.
 *
 * <p>Reading them is no access of the guest's: no page is filled for it and no accessed bit is set.
 * What ring 3 could not see is not there.
 */
final class InstructionBytes {
  /** Intel SDM 2A 2.3.11: no instruction is longer. */
  static final int LONGEST = 15;

  private static final int LOCK = 0xf0;

  private final PhysicalMemory memory;
  private final PageWalk walk;
  private final byte[] bytes = new byte[LONGEST];
  private int length;

  InstructionBytes(PhysicalMemory memory) {
    this.memory = memory;
    this.walk = new PageWalk(memory);
  }

  /** Reads up to {@link #LONGEST} bytes of {@code process}'s at {@code rip}. */
  void read(Process process, long rip) {
    length = 0;
    while (length < LONGEST && walk.find(process.space().mode(), rip + length) && walk.user()) {
      final int inPage = PhysFrame.BYTES - (int) (walk.physical() & (PhysFrame.BYTES - 1));
      final int part = Math.min(LONGEST - length, inPage);
      memory.read(walk.physical(), bytes, length, part);
      length += part;
    }
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  /** Byte {@code index} as 0 to 255, or -1 where there is none. */
  int at(int index) {
    return index < length ? bytes[index] & 0xff : -1;
  }

  /** Index of the first byte that is no legacy prefix (Intel SDM 2A 2.1.1); may be the length. */
  int behindPrefixes() {
    int index = 0;
    while (index < length && isPrefix(at(index))) {
      index++;
    }
    return index;
  }

  /** Whether a LOCK prefix is among them. */
  boolean isLocked() {
    for (int index = behindPrefixes() - 1; index >= 0; index--) {
      if (at(index) == LOCK) {
        return true;
      }
    }
    return false;
  }

  /** The bytes for people. */
  String text() {
    return length == 0 ? "unreadable" : HexFormat.ofDelimiter(" ").formatHex(bytes, 0, length);
  }

  private static boolean isPrefix(int value) {
    return switch (value) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, LOCK, 0xf2, 0xf3 -> true;
      default -> false;
    };
  }
}
