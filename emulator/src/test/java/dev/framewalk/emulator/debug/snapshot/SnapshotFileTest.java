package dev.framewalk.emulator.debug.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not whole, not sound, or not snapshots are refused, each with one clear line. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SnapshotFileTest {
  private static Snapshot snapshot;
  private static byte[] good;

  @TempDir Path directory;
  private Path file;

  @BeforeAll
  static void save(@TempDir Path once) throws Exception {
    try (DebugSession session =
        LiveSession.start(SavedRuns.small("print_line \"one\"", "sys getpid", "exit").recipe())) {
      session.goTo(new RunPlace(1, 1));
      snapshot = SnapshotFile.write(once.resolve("good.snap"), session);
      good = Files.readAllBytes(once.resolve("good.snap"));
    }
  }

  @BeforeEach
  void name() {
    file = directory.resolve("a.snap");
  }

  private void refuses(byte[] bytes, String... words) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> SnapshotFile.read(file))
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  /** Bytes with header and digest as a writer that means harm would make them. */
  private static byte[] signed(byte[] bytes) throws Exception {
    final byte[] made = bytes.clone();
    final ByteBuffer fields = ByteBuffer.wrap(made);
    fields.putInt(12, crc(made, 12));
    fields.putLong(16, made.length);
    fields.putInt(28, crc(made, 28));
    final byte[] body = Arrays.copyOf(made, made.length - 32);
    System.arraycopy(MessageDigest.getInstance("SHA-256").digest(body), 0, made, body.length, 32);
    return made;
  }

  private static int crc(byte[] bytes, int length) {
    final CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  @Test
  void aFileIsLaidOutAsItsDescriptionSays() throws Exception {
    final ByteBuffer fields = ByteBuffer.wrap(good);
    assertThat(Arrays.copyOf(good, 8))
        .isEqualTo("\u0089FWSNP\r\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(fields.getInt(8)).isEqualTo(1);
    assertThat(fields.getLong(16)).isEqualTo(good.length);
    assertThat(signed(good)).isEqualTo(good);
    assertThat(new String(good, good.length - 36, 4, StandardCharsets.US_ASCII)).isEqualTo("END.");
    int at = 32;
    final StringBuilder sections = new StringBuilder();
    while (at < good.length - 36) {
      sections.append(new String(good, at, 4, StandardCharsets.US_ASCII)).append(' ');
      at += 12 + (int) fields.getLong(at + 4);
    }
    assertThat(at).isEqualTo(good.length - 36);
    assertThat(sections).hasToString("MADE RECP TIME PROC TASK SPAC OBJS FRAM WRIT PAGE ");
  }

  @Test
  void theSameSnapshotGivesTheSameBytes() throws Exception {
    SnapshotFile.write(file, snapshot);
    assertThat(file).hasBinaryContent(good);
    SnapshotFile.write(file, SnapshotFile.read(file));
    assertThat(file).hasBinaryContent(good);
  }

  @Test
  void aFileThatIsCutOffAnywhereIsRefused() throws Exception {
    Files.write(file, good);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int length = good.length - 1; length >= 0; length--) {
        channel.truncate(length);
        assertThat(refusal()).as("cut to %d bytes", length).contains("cut off");
      }
    }
  }

  @Test
  void aFileWithAByteFlippedInABitIsRefused() throws Exception {
    Files.write(file, good);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      // Each of what leads to the sections and of what ends the file, and a seventh of the rest.
      for (int at = 0; at < good.length; at += at < 2048 || at > good.length - 64 ? 1 : 7) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) (good[at] ^ 1 << at % 8)}), at);
        assertThat(refusal())
            .as("byte %d", at)
            .contains(at < 8 ? "not a snapshot" : "the snapshot is damaged");
        channel.write(ByteBuffer.wrap(good, at, 1), at);
      }
    }
    assertThat(SnapshotFile.read(file).place()).isEqualTo(snapshot.place());
  }

  /** What reading the file is refused with. */
  private String refusal() {
    try {
      return "nothing, but read at " + SnapshotFile.read(file).place();
    } catch (SnapshotException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void bytesBehindTheEndAreRefused() throws Exception {
    refuses(Arrays.copyOf(good, good.length + 1), "damaged", "1 bytes stand behind its end");
  }

  @Test
  void anotherVersionIsRefusedByItsNumberWhateverFollows() throws Exception {
    final byte[] bytes = Arrays.copyOf(good, 40);
    ByteBuffer.wrap(bytes).putInt(8, 2).putInt(12, crc(bytes, 12));
    refuses(bytes, "format version 2", "reads version 1");
  }

  @Test
  void whatIsNoSnapshotIsRefused() throws Exception {
    refuses("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII), "not a snapshot");
    assertThatThrownBy(() -> SnapshotFile.read(directory))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> SnapshotFile.read(directory.resolve("none")))
        .isInstanceOf(SnapshotException.class)
        .hasMessageEndingWith("no such file or directory");
  }

  @Test
  void aWellSignedFileWithAnyByteChangedIsReadOrRefusedAndNothingElse() throws Exception {
    final Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      final byte[] bytes = good.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[32 + random.nextInt(good.length - 68)] =
            (byte) (random.nextBoolean() ? 0xff : random.nextInt());
      }
      Files.write(file, signed(bytes));
      try {
        final Snapshot read = SnapshotFile.read(file);
        assertThat(read.view().memory().size()).isPositive();
      } catch (SnapshotException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aLengthThatNothingCanHaveIsRefusedBeforeAnythingIsAllocated() throws Exception {
    // The first text of the first section: its length in characters.
    final byte[] bytes = good.clone();
    ByteBuffer.wrap(bytes).putInt(32 + 12, Integer.MAX_VALUE);
    refuses(signed(bytes), "section MADE", "more follows than there is");
    ByteBuffer.wrap(bytes).putLong(32 + 4, Long.MAX_VALUE);
    refuses(signed(bytes), "section MADE", "more follows than there is");
  }

  @Test
  void pagesThatUnpackToMoreThanPagesAreRefused() throws Exception {
    final SavedMemory memory = snapshot.state().memory();
    final byte[] bomb = new byte[64 << 20];
    final Deflater deflater = new Deflater(9, true);
    deflater.setInput(bomb);
    deflater.finish();
    final byte[] packed = new byte[1 << 18];
    final int length = deflater.deflate(packed);
    deflater.end();
    SnapshotFile.write(
        file,
        Doctored.withMemory(
            snapshot,
            new SavedMemory(
                memory.size(),
                memory.stored(),
                memory.poisoned(),
                List.of(Arrays.copyOf(packed, length)))));
    refuses(Files.readAllBytes(file), "section PAGE", "unpack");
  }

  @Test
  void pageTablesThatLeadToThemselvesAreRefused() throws Exception {
    // Whoever lists what such a root maps goes through 512 * 512 * 512 * 512 entries.
    final long root = snapshot.view().spaces().get(0).mode().root().number();
    final ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    while (page.hasRemaining()) {
      page.putLong(root << 12 | 7);
    }
    final FrameRuns one = new FrameRuns();
    one.append(root, 1);
    SnapshotFile.write(
        file,
        Doctored.withMemory(
            snapshot,
            new SavedMemory(
                1 << 20, one, new FrameRuns(), List.of(PageChunks.pack(page.array(), 4096)))));
    refuses(Files.readAllBytes(file), "page tables that lead to themselves");
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingBeside() throws Exception {
    Files.writeString(file, "old");
    assertThatThrownBy(() -> SnapshotFile.write(file, snapshot, FullDisk::new))
        .isInstanceOf(SnapshotException.class)
        .hasMessage(
            file + ": cannot be written: No space left on device; nothing there has changed");
    assertThat(file).hasContent("old");
    try (Stream<Path> names = Files.list(directory)) {
      assertThat(names).containsExactly(file);
    }
    SnapshotFile.write(file, snapshot);
    assertThat(file).hasBinaryContent(good);
  }

  /** Takes 1000 bytes. */
  private static final class FullDisk extends FilterOutputStream {
    private int room = 1000;

    FullDisk(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, Math.min(room, length));
      room -= length;
      if (room < 0) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void whereNoFileCanBeIsSaidInOneLine() {
    assertThatThrownBy(() -> SnapshotFile.write(directory.resolve("no/such/a.snap"), snapshot))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("no such file or directory");
    assertThatThrownBy(() -> SnapshotFile.write(directory, snapshot))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> SnapshotFile.write(Path.of("/proc/a.snap"), snapshot))
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith("/proc/a.snap: cannot be written: ");
  }

  @Test
  void aLinkGoesOnLeadingToTheFile() throws Exception {
    Files.writeString(file, "old");
    final Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    SnapshotFile.write(link, snapshot);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(good);
  }
}
