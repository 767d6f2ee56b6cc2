package dev.framewalk.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The header and the loadable segments of an ELF64 file, read as the System V gABI, "ELF Header"
 * and "Program Header", lays them out.
 */
record ElfHeaders(int type, int machine, long entry, List<Segment> loads) {
  private static final int PT_LOAD = 1;

  /** One loadable segment; {@code flags} as readelf writes them. */
  record Segment(String flags, long address, long align) {}

  static ElfHeaders of(Path program) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
    List<Segment> loads = new ArrayList<>();
    int table = Math.toIntExact(elf.getLong(32));
    int size = elf.getShort(54);
    for (int i = 0; i < elf.getShort(56); i++) {
      int header = table + i * size;
      if (elf.getInt(header) == PT_LOAD) {
        int flags = elf.getInt(header + 4);
        String text =
            ((flags & 4) != 0 ? "R" : "")
                + ((flags & 2) != 0 ? "W" : "")
                + ((flags & 1) != 0 ? "X" : "");
        loads.add(new Segment(text, elf.getLong(header + 16), elf.getLong(header + 48)));
      }
    }
    return new ElfHeaders(elf.getShort(16), elf.getShort(18), elf.getLong(24), loads);
  }
}
