package dev.framewalk.emulator.suite;

/** An address of a process's memory, as a test names it. */
public sealed interface MappedAddress {
  /** The address itself. */
  record Fixed(long address) implements MappedAddress {
    @Override
    public String toString() {
      return "0x" + Long.toHexString(address);
    }
  }

  /** The address of a symbol of the process's program, and {@code offset} bytes more. */
  record OfSymbol(String symbol, long offset) implements MappedAddress {
    @Override
    public String toString() {
      return symbol + behind(offset);
    }
  }

  /** The address that the 8 bytes at a symbol hold, and {@code offset} bytes more. */
  record HeldAt(String symbol, long offset) implements MappedAddress {
    @Override
    public String toString() {
      return "[" + symbol + "]" + behind(offset);
    }
  }

  private static String behind(long offset) {
    return offset == 0 ? "" : "+0x" + Long.toHexString(offset);
  }
}
