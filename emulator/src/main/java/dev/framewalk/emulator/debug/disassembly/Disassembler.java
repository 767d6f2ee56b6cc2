package dev.framewalk.emulator.debug.disassembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Takes code apart. Capstone is looked for when the first code is asked for, so that whoever asks
 * for none pays for none.
 */
public final class Disassembler implements AutoCloseable {
  /** Intel SDM 2A 2.3.11: no instruction is longer. */
  public static final int LONGEST = 15;

  /** What to say once to a person who reads bytes for want of capstone. */
  public static final String MISSING =
      "code is shown as bytes: libcapstone is missing; apt-get install libcapstone4";

  private Optional<CapstoneLibrary> library = Optional.empty();
  private boolean looked;

  /** Whether there is capstone. */
  public boolean available() {
    if (!looked) {
      looked = true;
      library = CapstoneLibrary.open();
    }
    return library.isPresent();
  }

  /**
   * At most {@code count} instructions from the start of {@code code} on. What does not decode is
   * one instruction of one byte, {@code (bad)}. Without capstone there is no telling where
   * instructions end: then each is of 8 bytes and has no text.
   *
   * @param address of the first byte
   * @param names the name of an address, if it has one
   */
  public List<Instruction> decode(
      byte[] code, long address, int count, LongFunction<Optional<String>> names) {
    final List<Instruction> found = new ArrayList<>();
    int at = 0;
    while (at < code.length && found.size() < count) {
      final Instruction next =
          available()
              ? library.orElseThrow().first(code, at, address + at, names)
              : undecoded(code, at, address + at);
      found.add(next);
      at += next.bytes().length;
    }
    return found;
  }

  private static Instruction undecoded(byte[] code, int at, long address) {
    return new Instruction(
        address, Arrays.copyOfRange(code, at, Math.min(code.length, at + Long.BYTES)), "");
  }

  @Override
  public void close() {
    library.ifPresent(CapstoneLibrary::close);
    library = Optional.empty();
    looked = false;
  }
}
