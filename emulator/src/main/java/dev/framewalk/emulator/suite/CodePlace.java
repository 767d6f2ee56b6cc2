package dev.framewalk.emulator.suite;

/** An instruction of a program, as a test names it. */
public sealed interface CodePlace {
  /** The instruction at a symbol, or {@code offset} bytes behind it. */
  record AtSymbol(String symbol, long offset) implements CodePlace {
    @Override
    public String toString() {
      return "at " + symbol + (offset == 0 ? "" : "+0x" + Long.toHexString(offset));
    }
  }

  /** Any instruction from a symbol to the next one. */
  record InSymbol(String symbol) implements CodePlace {
    @Override
    public String toString() {
      return "in " + symbol;
    }
  }

  /** The instruction at an address. */
  record AtAddress(long address) implements CodePlace {
    @Override
    public String toString() {
      return "at 0x" + Long.toHexString(address);
    }
  }

  /** An instruction that a line of the process's source was made into. */
  record OnLine(int line) implements CodePlace {
    @Override
    public String toString() {
      return "at line " + line;
    }
  }
}
