package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.debug.snapshot.Layout.Section;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads a snapshot: the header first, then the digest over all, and only then what is in it. Each
 * step refuses what the one after it could not take.
 */
final class SnapshotReader {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Packed pages are kept as they are; they may take half of Java's heap. */
  private static final long MOST_PAGE_BYTES = Runtime.getRuntime().maxMemory() / 2;

  /** A byte of the others becomes eight at most. */
  private static final long MOST_OTHER_BYTES = Runtime.getRuntime().maxMemory() / 16;

  private final String name;
  private final FileChannel file;

  /**
   * @param name of the file, which messages begin with
   */
  SnapshotReader(String name, FileChannel file) {
    this.name = name;
    this.file = file;
  }

  private SnapshotException refusal(String why) {
    return new SnapshotException(name + ": " + why);
  }

  private SnapshotException cutOff(String how) {
    return refusal("the snapshot is cut off: " + how);
  }

  Snapshot read() throws IOException, SnapshotException {
    final long size = file.size();
    checkHeader(size);
    checkDigest(size);
    final InputStream in =
        new BufferedInputStream(
            Channels.newInputStream(file.position(Layout.HEADER_BYTES)), BUFFER_BYTES);
    try {
      return readSections(in, size - Layout.HEADER_BYTES - Layout.TRAILER_BYTES);
    } catch (IllegalArgumentException e) {
      throw refusal(
          "holds what cannot be: " + e.getMessage() + "; the file was not made by Framewalk");
    }
  }

  private byte[] bytesAt(long position, int length) throws IOException, SnapshotException {
    final ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw cutOff("it became shorter while it was read");
      }
    }
    return buffer.array();
  }

  private void checkHeader(long size) throws IOException, SnapshotException {
    final byte[] header = bytesAt(0, (int) Math.min(size, Layout.HEADER_BYTES));
    final int magic = Math.min(header.length, Layout.MAGIC.length);
    if (size == 0) {
      throw cutOff("the file is empty");
    }
    if (!Arrays.equals(header, 0, magic, Layout.MAGIC, 0, magic)) {
      throw refusal("not a snapshot: it does not begin as one");
    }
    if (size < Layout.PREFIX_BYTES) {
      throw cutOff("it has " + size + " bytes");
    }
    final ByteBuffer fields = ByteBuffer.wrap(header);
    final int version = fields.getInt(8);
    if (fields.getInt(12) != crc(header, 12)) {
      throw refusal("the snapshot is damaged: the checksum of its beginning is wrong");
    }
    if (version != Layout.VERSION) {
      throw refusal(
          "a snapshot of format version "
              + Integer.toUnsignedString(version)
              + ", and this Framewalk reads version "
              + Layout.VERSION
              + "; save it anew, or read it with the Framewalk that wrote it");
    }
    if (size < Layout.HEADER_BYTES) {
      throw cutOff("it has " + size + " bytes");
    }
    if (fields.getInt(28) != crc(header, 28)) {
      throw refusal("the snapshot is damaged: the checksum of its header is wrong");
    }
    final long said = fields.getLong(16);
    if (size < said) {
      throw cutOff("it has " + size + " of " + said + " bytes");
    }
    if (size > said) {
      throw refusal("the snapshot is damaged: " + (size - said) + " bytes stand behind its end");
    }
    if (size < Layout.LEAST_BYTES || fields.getInt(24) != Section.values().length) {
      throw refusal("the snapshot is damaged: its header says what cannot be");
    }
  }

  private static int crc(byte[] bytes, int length) {
    final CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private void checkDigest(long size) throws IOException, SnapshotException {
    final long covered = size - Layout.DIGEST_BYTES;
    final MessageDigest digest = Digests.sha256();
    final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = 0; at < covered; ) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, covered - at));
      final int read = file.read(buffer, at);
      if (read < 0) {
        throw cutOff("it became shorter while it was read");
      }
      digest.update(buffer.array(), 0, read);
      at += read;
    }
    if (!Arrays.equals(digest.digest(), bytesAt(covered, Layout.DIGEST_BYTES))) {
      throw refusal("the snapshot is damaged: the digest over its bytes is wrong");
    }
    if (!Arrays.equals(bytesAt(covered - Layout.END.length, Layout.END.length), Layout.END)) {
      throw refusal("the snapshot is damaged: its end mark is missing");
    }
  }

  /** The sections in their order, one after the other. */
  private final class Sections {
    private final InputStream in;
    private long left;

    Sections(InputStream in, long bytes) {
      this.in = in;
      this.left = bytes;
    }

    SnapshotInput next(Section section) throws IOException, SnapshotException {
      final String what = name + ": section " + section;
      if (left < Layout.SECTION_BYTES) {
        throw refusal("section " + section + " is missing; the file was not made by Framewalk");
      }
      final SnapshotInput head = new SnapshotInput(in, Layout.SECTION_BYTES, what);
      if (!Arrays.equals(head.raw(section.tag().length), section.tag())) {
        throw refusal("section " + section + " is missing; the file was not made by Framewalk");
      }
      final long length = head.u64();
      left -= Layout.SECTION_BYTES;
      if (length < 0 || length > left) {
        throw head.refusal("says that more follows than there is");
      }
      if (length > (section == Section.PAGE ? MOST_PAGE_BYTES : MOST_OTHER_BYTES)) {
        throw refusal(
            "section "
                + section
                + " has "
                + length
                + " bytes, more than Java's heap allows; give Java more (-Xmx)");
      }
      left -= length;
      return new SnapshotInput(in, length, what);
    }

    void end() throws SnapshotException {
      if (left != 0) {
        throw refusal("has " + left + " bytes behind its sections; not made by Framewalk");
      }
    }
  }

  private Snapshot readSections(InputStream in, long bytes) throws IOException, SnapshotException {
    final Sections sections = new Sections(in, bytes);
    SnapshotInput section = sections.next(Section.MADE);
    final String engine = section.text();
    section.end();
    section = sections.next(Section.RECP);
    final Recipe recipe = RecipeSection.read(section);
    section.end();
    final long memoryBytes = recipe.config().memoryBytes();
    section = sections.next(Section.TIME);
    final SavedTime time = new StateReader(section, memoryBytes).time();
    section.end();
    section = sections.next(Section.PROC);
    final List<SavedProcess> processes = new StateReader(section, memoryBytes).processes();
    section.end();
    section = sections.next(Section.TASK);
    final List<SavedTask> tasks = new StateReader(section, memoryBytes).tasks();
    section.end();
    section = sections.next(Section.SPAC);
    final List<SpaceView> spaces = new StateReader(section, memoryBytes).spaces();
    section.end();
    section = sections.next(Section.OBJS);
    final List<ObjectFrames> objects = new StateReader(section, memoryBytes).objects();
    section.end();
    section = sections.next(Section.FRAM);
    final StateReader.Frames frames = new StateReader(section, memoryBytes).frames();
    section.end();
    section = sections.next(Section.WRIT);
    final EntryWriters writers = new StateReader(section, memoryBytes).writers();
    section.end();
    section = sections.next(Section.PAGE);
    final SavedMemory memory = new StateReader(section, memoryBytes).memory();
    section.end();
    sections.end();
    if (!TableBounds.hold(memory, spaces)) {
      throw refusal("has page tables that lead to themselves; the file was not made by Framewalk");
    }
    final SavedState state =
        new SavedState(
            time,
            memory,
            frames.frames(),
            frames.kernelRoot(),
            spaces,
            objects,
            writers,
            processes,
            tasks);
    return new Snapshot(recipe, state, engine);
  }
}
