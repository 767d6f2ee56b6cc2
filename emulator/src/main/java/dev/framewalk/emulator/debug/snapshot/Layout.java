package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.frame.FramePurpose;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The numbers of the file's layout, which the package's description draws. */
final class Layout {
  static final int VERSION = 1;
  static final byte[] MAGIC = {(byte) 0x89, 'F', 'W', 'S', 'N', 'P', '\r', '\n'};

  /** Magic, version and their CRC: alike in every version. */
  static final int PREFIX_BYTES = 16;

  static final int HEADER_BYTES = 32;
  static final byte[] END = "END.".getBytes(StandardCharsets.US_ASCII);
  static final int DIGEST_BYTES = 32;
  static final int TRAILER_BYTES = 4 + DIGEST_BYTES;

  /** Name and length of a section. */
  static final int SECTION_BYTES = 12;

  /** The smallest file: all sections empty. */
  static final int LEAST_BYTES =
      HEADER_BYTES + SECTION_BYTES * Section.values().length + TRAILER_BYTES;

  /** The sections in their order; their names are their tags. */
  enum Section {
    MADE,
    RECP,
    TIME,
    PROC,
    TASK,
    SPAC,
    OBJS,
    FRAM,
    WRIT,
    PAGE;

    byte[] tag() {
      return name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Purposes of frames by their codes, from 0. */
  static final List<FramePurpose> PURPOSES =
      List.of(
          FramePurpose.PAGE_TABLE,
          FramePurpose.SHARED_OBJECT,
          FramePurpose.PRIVATE,
          FramePurpose.KERNEL);

  private Layout() {}
}
