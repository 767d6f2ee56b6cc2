package dev.framewalk.emulator.suite;

import java.util.Optional;

/**
 * What a page of a process is to reach.
 *
 * @param address in the page
 * @param target what its byte is
 * @param at the symbol that the process is to come to first; empty for the end of the process
 */
public record ExpectedMapping(MappedAddress address, Target target, Optional<String> at) {
  /** What a byte of an address space is. */
  public sealed interface Target {
    /** No page is there. */
    record Nothing() implements Target {
      @Override
      public String toString() {
        return "nothing";
      }
    }

    /** A byte of memory that no object is behind. */
    record Anonymous(Rights rights) implements Target {
      @Override
      public String toString() {
        return "anonymous " + rights;
      }
    }

    /** The byte {@code offset} of the object of that name, with its slash. */
    record OfObject(String object, long offset, Rights rights) implements Target {
      @Override
      public String toString() {
        return object + "+0x" + Long.toHexString(offset) + " " + rights;
      }
    }
  }

  /** What the entries of all levels together let ring 3 do. */
  public record Rights(boolean read, boolean write, boolean execute) {
    @Override
    public String toString() {
      return (read ? "r" : "-") + (write ? "w" : "-") + (execute ? "x" : "-");
    }
  }

  @Override
  public String toString() {
    return address + " " + target + at.map(symbol -> " at " + symbol).orElse("");
  }
}
