package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.FaultFacts;

/** A place in a program, where a fault is expected. */
public sealed interface CodePlace {
  /**
   * Whether a fault of this process was there.
   *
   * @throws AssertionError if its program has no such symbol
   */
  boolean holds(GuestProcess process, FaultFacts fault);

  /**
   * The instruction at a symbol, or behind it.
   *
   * @param name of the symbol
   * @param offset bytes behind it
   */
  record AtSymbol(String name, long offset) implements CodePlace {
    /** The instruction so many bytes further on. */
    public AtSymbol plus(long bytes) {
      return new AtSymbol(name, offset + bytes);
    }

    @Override
    public boolean holds(GuestProcess process, FaultFacts fault) {
      // By its address: other symbols may stand at the same place, or between.
      return fault.instruction() == process.address(name) + offset;
    }

    @Override
    public String toString() {
      return offset == 0 ? name : name + "+0x" + Long.toHexString(offset);
    }
  }

  /** Any instruction from a symbol up to the next one. */
  record InSymbol(String name) implements CodePlace {
    @Override
    public boolean holds(GuestProcess process, FaultFacts fault) {
      final String before = fault.symbol().replaceFirst("\\+0x[0-9a-f]+$", "");
      // Where several symbols stand at one place, the report names one of them.
      return before.equals(name)
          || (!before.startsWith("0x") && process.address(before) == process.address(name));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** One instruction by its address. */
  record AtAddress(long address) implements CodePlace {
    @Override
    public boolean holds(GuestProcess process, FaultFacts fault) {
      return fault.instruction() == address;
    }

    @Override
    public String toString() {
      return "0x" + Long.toHexString(address);
    }
  }

  /** What a line of the process's source was made into. */
  record OnLine(int number) implements CodePlace {
    @Override
    public boolean holds(GuestProcess process, FaultFacts fault) {
      return fault.line().isPresent() && fault.line().get().line() == number;
    }

    @Override
    public String toString() {
      return "line " + number;
    }
  }
}
