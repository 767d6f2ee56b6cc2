package dev.framewalk.emulator.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A static program as its file lays it out (System V ABI, chapter 5 "Program Loading").
 *
 * @param name the program's name, for people
 * @param bytes the file
 * @param segments what goes into memory, by ascending address, sharing no page
 * @param entry virtual address of the first instruction
 * @param programHeaders virtual address of the program headers, 0 if no segment holds them
 * @param programHeaderCount how many there are
 * @param executableStack whether PT_GNU_STACK asks for a stack that can be executed
 * @param bias what was added to the file's addresses: not 0 for a position-independent program
 */
public record ElfImage(
    String name,
    byte[] bytes,
    List<Segment> segments,
    long entry,
    long programHeaders,
    int programHeaderCount,
    boolean executableStack,
    long bias) {

  /** The same under another name. */
  public ElfImage named(String other) {
    return new ElfImage(
        other, bytes, segments, entry, programHeaders, programHeaderCount, executableStack, bias);
  }

  /** The symbol that {@code address} is in, {@code name+0x3}; empty when the file names none. */
  public Optional<String> symbolAt(long address) {
    for (final Segment segment : segments) {
      if (address >= segment.firstPage() && address < segment.endPage()) {
        return ElfSymbols.nameOf(bytes, address - bias);
      }
    }
    return Optional.empty();
  }

  /** The addresses of the program's symbols, by name; none when the file names none. */
  public Map<String, Long> symbols() {
    final Map<String, Long> symbols = ElfSymbols.all(bytes);
    symbols.replaceAll((symbol, address) -> address + bias);
    return symbols;
  }

  /** Bytes of one program header (AT_PHENT). */
  public static final int PROGRAM_HEADER_BYTES = 56;

  /**
   * A PT_LOAD segment.
   *
   * @param address virtual address of its first byte
   * @param fileOffset where its bytes are in the file
   * @param fileBytes how many come from the file
   * @param memoryBytes how many it has in memory, the rest zero; at least {@code fileBytes}
   * @param protection its permissions
   */
  public record Segment(
      long address, long fileOffset, long fileBytes, long memoryBytes, Protection protection) {
    /** First page's address. */
    public long firstPage() {
      return address & ~0xfffL;
    }

    /** Address behind the last page. */
    public long endPage() {
      return (address + memoryBytes + 0xfff) & ~0xfffL;
    }
  }
}
