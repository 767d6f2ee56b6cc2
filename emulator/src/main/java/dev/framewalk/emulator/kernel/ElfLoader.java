package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.ElfImage.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads static x86-64 ELF programs, and refuses what the machine cannot run with one sentence that
 * says why (System V ABI, chapter 4 "Object Files"; AMD64 supplement, chapter 4).
 */
public final class ElfLoader {
  /** Where Linux puts a position-independent program when it randomises nothing. */
  private static final long PIE_BIAS = 0x5555_5555_4000L;

  /** Largest file that is read. */
  private static final long MAX_FILE_BYTES = 1L << 30;

  /** Largest alignment of a segment that is followed. */
  private static final long MAX_ALIGNMENT = 1L << 30;

  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int EM_X86_64 = 62;
  private static final int PT_LOAD = 1;
  private static final int PT_INTERP = 3;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  private final String name;
  private final byte[] bytes;
  private final ElfFields file;

  private ElfLoader(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    this.file = new ElfFields(bytes);
  }

  /**
   * The program in {@code bytes}.
   *
   * @param name the program's name, which messages begin with
   * @throws LoadException if it is not a program that the machine can run
   */
  public static ElfImage read(String name, byte[] bytes) throws LoadException {
    return new ElfLoader(name, bytes).read();
  }

  private ElfImage read() throws LoadException {
    checkKind();
    final long table = file.u64(32);
    final int count = file.u16(56);
    final long tableBytes = (long) count * ElfImage.PROGRAM_HEADER_BYTES;
    if (!file.holds(table, tableBytes)) {
      throw refusal("program headers lie beyond the end of the file: cut short");
    }
    final long bias = file.u16(16) == ET_DYN ? bias(table, count) : 0;
    final List<Segment> segments = new ArrayList<>();
    boolean executableStack = false;
    long headers = 0;
    for (int i = 0; i < count; i++) {
      final long header = table + (long) i * ElfImage.PROGRAM_HEADER_BYTES;
      switch (file.u32(header)) {
        case PT_INTERP -> throw dynamic(header);
        case PT_GNU_STACK -> executableStack = (file.u32(header + 4) & PF_X) != 0;
        case PT_LOAD -> {
          if (file.u64(header + 40) != 0) {
            final Segment segment = segment(header, bias);
            segments.add(segment);
            if (table >= segment.fileOffset()
                && table + tableBytes <= segment.fileOffset() + segment.fileBytes()) {
              headers = segment.address() + (table - segment.fileOffset());
            }
          }
        }
        default -> {
          // Notes, thread-local storage and the like are the program's own affair.
        }
      }
    }
    if (segments.isEmpty()) {
      throw refusal("no PT_LOAD segment, nothing to run");
    }
    // Not Comparator.comparingLong: its lambda is in no class-data archive, and takes 10 ms.
    segments.sort((a, b) -> Long.compare(a.address(), b.address()));
    checkApart(segments);
    final long entry = bias + file.u64(24);
    if (entry < 0 || entry >= AddressSpace.END) {
      throw refusal("entry point 0x" + Long.toHexString(entry) + " is outside the user half");
    }
    return new ElfImage(
        name, bytes, List.copyOf(segments), entry, headers, count, executableStack, bias);
  }

  /** Refuses what is no program for this machine at all. */
  private void checkKind() throws LoadException {
    if (!file.holds(0, 4)
        || file.u8(0) != 0x7f
        || file.u8(1) != 'E'
        || file.u8(2) != 'L'
        || file.u8(3) != 'F') {
      throw refusal("not an ELF file; give a static x86-64 program or a .S file");
    }
    if (!file.holds(0, ElfFields.HEADER_BYTES) || bytes.length > MAX_FILE_BYTES) {
      throw refusal("ELF file of " + bytes.length + " bytes is cut short or too large");
    }
    if (file.u8(4) != CLASS_64) {
      throw refusal("a 32-bit program; build it for x86-64 (gcc -m64)");
    }
    if (file.u8(5) != LITTLE_ENDIAN || file.u16(18) != EM_X86_64) {
      throw refusal("not for x86-64 (e_machine " + file.u16(18) + "); build it for x86-64");
    }
    if (file.u16(16) != ET_EXEC && file.u16(16) != ET_DYN) {
      throw refusal("not a program (e_type " + file.u16(16) + "); link it first (ld -static)");
    }
    if (file.u16(54) != ElfImage.PROGRAM_HEADER_BYTES) {
      throw refusal("program headers of " + file.u16(54) + " bytes, not 56");
    }
  }

  /** What to add to a position-independent program's addresses so that its alignment holds. */
  private long bias(long table, int count) {
    long alignment = 4096;
    for (int i = 0; i < count; i++) {
      final long header = table + (long) i * ElfImage.PROGRAM_HEADER_BYTES;
      final long wanted = file.u64(header + 48);
      if (file.u32(header) == PT_LOAD && Long.bitCount(wanted) == 1 && wanted <= MAX_ALIGNMENT) {
        alignment = Math.max(alignment, wanted);
      }
    }
    return PIE_BIAS & -alignment;
  }

  private LoadException dynamic(long header) {
    final long offset = file.u64(header + 8);
    final long length = file.u64(header + 32);
    final String interpreter =
        file.holds(offset, length) && length <= UserMemory.PATH_MAX
            ? " (wants " + file.string(offset, offset + length) + ")"
            : "";
    return refusal("a dynamic program" + interpreter + "; link it with -static or -static-pie");
  }

  private LoadException refusal(String why) {
    return new LoadException(name + ": " + why);
  }

  private Segment segment(long header, long bias) throws LoadException {
    final int flags = file.u32(header + 4);
    final long offset = file.u64(header + 8);
    final long virtual = file.u64(header + 16);
    final long fileBytes = file.u64(header + 32);
    final long memoryBytes = file.u64(header + 40);
    final String what = "segment at 0x" + Long.toHexString(virtual);
    if (!file.holds(offset, fileBytes)) {
      throw refusal(what + " ends beyond the end of the file: cut short");
    }
    if (memoryBytes >= 0 && memoryBytes < fileBytes) {
      throw refusal(what + " is smaller in memory than in the file");
    }
    final long address = virtual + bias;
    if (virtual < 0
        || memoryBytes < 0
        || address < AddressSpace.LOWEST
        || address >= AddressSpace.END
        || memoryBytes > AddressSpace.END - address) {
      throw refusal(
          what
              + " is outside the user half (0x"
              + Long.toHexString(AddressSpace.LOWEST)
              + " to 0x"
              + Long.toHexString(AddressSpace.END)
              + ")");
    }
    if (address < ProgramLoader.STACK_TOP
        && address + memoryBytes > ProgramLoader.STACK_TOP - ProgramLoader.STACK_BYTES) {
      throw refusal(
          what + " is where the stack goes; link it elsewhere (ld -Ttext-segment=0x400000)");
    }
    if (((virtual ^ offset) & 0xfff) != 0) {
      throw refusal(what + " differs from its file offset within the page");
    }
    if ((flags & (PF_W | PF_X)) == (PF_W | PF_X)) {
      throw refusal(
          what + " is writable and executable; link without -N, or use separate sections");
    }
    return new Segment(
        address,
        offset,
        fileBytes,
        memoryBytes,
        new Protection(
            ((flags & PF_R) != 0 ? Protection.PROT_READ : 0)
                | ((flags & PF_W) != 0 ? Protection.PROT_WRITE : 0)
                | ((flags & PF_X) != 0 ? Protection.PROT_EXEC : 0)));
  }

  private void checkApart(List<Segment> segments) throws LoadException {
    for (int i = 1; i < segments.size(); i++) {
      if (segments.get(i).firstPage() < segments.get(i - 1).endPage()) {
        throw refusal(
            "segments at 0x"
                + Long.toHexString(segments.get(i - 1).address())
                + " and 0x"
                + Long.toHexString(segments.get(i).address())
                + " overlap or share a page; link with -z max-page-size=4096");
      }
    }
  }
}
