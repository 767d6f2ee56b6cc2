package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.snapshot.Layout.Section;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes a snapshot, the same bytes for the same snapshot. */
final class SnapshotWriter {
  private final DigestOutputStream out;

  SnapshotWriter(OutputStream out) {
    this.out = new DigestOutputStream(out, Digests.sha256());
  }

  void write(Snapshot snapshot) throws IOException {
    final List<byte[]> sections = new ArrayList<>();
    for (final Section section : Section.values()) {
      sections.add(bytes(snapshot, section));
    }
    final List<byte[]> chunks = snapshot.state().memory().chunks();
    long chunkBytes = 0;
    for (final byte[] chunk : chunks) {
      chunkBytes += Integer.BYTES + chunk.length;
    }
    long size = Layout.LEAST_BYTES + chunkBytes;
    for (final byte[] section : sections) {
      size += section.length;
    }
    out.write(header(size));
    for (final Section section : Section.values()) {
      final byte[] bytes = sections.get(section.ordinal());
      final boolean last = section == Section.PAGE;
      final SnapshotOutput head = new SnapshotOutput();
      head.raw(section.tag());
      head.u64(bytes.length + (last ? chunkBytes : 0));
      out.write(head.bytes());
      out.write(bytes);
    }
    // The pages are the end of the last section.
    for (final byte[] chunk : chunks) {
      final SnapshotOutput length = new SnapshotOutput();
      length.u32(chunk.length);
      out.write(length.bytes());
      out.write(chunk);
    }
    out.write(Layout.END);
    final byte[] digest = out.getMessageDigest().digest();
    out.on(false);
    out.write(digest);
    out.flush();
  }

  private static byte[] bytes(Snapshot snapshot, Section section) {
    final SnapshotOutput own = new SnapshotOutput();
    switch (section) {
      case MADE -> own.text(snapshot.engine());
      case RECP -> RecipeSection.write(own, snapshot.recipe());
      default -> {
        return StateSections.bytes(snapshot.state(), section);
      }
    }
    return own.bytes();
  }

  private static byte[] header(long size) {
    final SnapshotOutput header = new SnapshotOutput();
    header.raw(Layout.MAGIC);
    header.u32(Layout.VERSION);
    header.u32(crc(header.bytes()));
    header.u64(size);
    header.u32(Section.values().length);
    header.u32(crc(header.bytes()));
    return header.bytes();
  }

  private static int crc(byte[] bytes) {
    final CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
