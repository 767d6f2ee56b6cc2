package dev.framewalk.emulator.unicorn;

import dev.framewalk.emulator.unicorn.CpuTranslation.Mapped;
import java.util.Arrays;

/**
 * How long the {@code syscall} instructions of a guest are. Nearly all are two bytes; one with
 * prefixes is longer, and nothing but its bytes tells.
 *
 * <p>Remembers where the instructions lie in RAM, so that a site that is used again costs a look at
 * two bytes and no translation.
 */
final class SystemCallSites {
  private static final int SIZE = 64;

  /** {@code 0f 05} and {@code 0f 34}, as little-endian words. */
  private static final int SYSCALL = 0x050f;

  private static final int SYSENTER = 0x340f;
  private static final int ESCAPE = 0x0f;

  /** Intel SDM 2A 2.3.11: no instruction is longer. */
  private static final int LONGEST = 15;

  private static final long PAGE_OFFSET = 0xfff;
  private static final long NOWHERE = -1;

  private final HostMemory ram;
  private final long[] addresses = new long[SIZE];
  private final long[] tables = new long[SIZE];
  private final long[] places = new long[SIZE];

  SystemCallSites(HostMemory ram) {
    this.ram = ram;
    forget();
  }

  /** Forgets the sites, because code has moved. */
  void forget() {
    Arrays.fill(places, NOWHERE);
  }

  /** The length of the instruction at {@code rip} under the tables at {@code cr3}. */
  int length(Cpu cpu, long rip, long cr3) {
    int slot = (int) (rip >>> 1 ^ rip >>> 7 ^ cr3 >>> 12) & SIZE - 1;
    long place = places[slot];
    if (place != NOWHERE && addresses[slot] == rip && tables[slot] == cr3) {
      int word = ram.shortAt(place);
      if (word == SYSCALL || word == SYSENTER) {
        return 2;
      }
    }
    place = placeOf(cpu, rip);
    addresses[slot] = rip;
    tables[slot] = cr3;
    places[slot] = (rip & PAGE_OFFSET) == PAGE_OFFSET ? NOWHERE : place;
    return place == NOWHERE || ram.byteAt(place) == ESCAPE ? 2 : scan(cpu, rip);
  }

  /** Counts what stands before the two bytes of the opcode. */
  private int scan(Cpu cpu, long rip) {
    for (int prefixes = 1; prefixes <= LONGEST - 2; prefixes++) {
      long place = placeOf(cpu, rip + prefixes);
      if (place == NOWHERE || ram.byteAt(place) == ESCAPE) {
        return prefixes + 2;
      }
    }
    return 2;
  }

  private static long placeOf(Cpu cpu, long address) {
    return cpu.translate(address, CpuAccess.FETCH) instanceof Mapped mapped
        ? mapped.physical()
        : NOWHERE;
  }
}
