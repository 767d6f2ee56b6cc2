package dev.framewalk.emulator.debug.snapshot;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.session.DebugSession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Writes snapshots to files and reads them; the package's description says how they are laid out.
 */
public final class SnapshotFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private SnapshotFile() {}

  /**
   * Saves where {@code session} stands; it goes on as if nothing had been. The file is there whole
   * or not at all: one that was there is replaced at the end, and stays if anything fails.
   *
   * @return what was saved
   * @throws SnapshotException if it cannot be written
   */
  @CanIgnoreReturnValue
  public static Snapshot write(Path file, DebugSession session) throws SnapshotException {
    final Snapshot snapshot;
    try {
      snapshot = Capture.of(session);
    } catch (SnapshotException e) {
      throw new SnapshotException(file + ": " + e.getMessage(), e);
    }
    write(file, snapshot);
    return snapshot;
  }

  /** Saves {@code snapshot}, as {@link #write(Path, DebugSession)} does. */
  public static void write(Path file, Snapshot snapshot) throws SnapshotException {
    write(file, snapshot, UnaryOperator.identity());
  }

  /**
   * @param wrapper what the bytes go through on their way, for a test that lets it fail
   */
  static void write(Path file, Snapshot snapshot, UnaryOperator<OutputStream> wrapper)
      throws SnapshotException {
    try {
      // A link goes on leading to the file.
      final Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        throw new SnapshotException(file + ": not a regular file: choose another name");
      }
      replace(target, snapshot, wrapper);
    } catch (IOException e) {
      throw new SnapshotException(
          file + ": cannot be written: " + reason(e) + "; nothing there has changed", e);
    }
  }

  private static void replace(Path target, Snapshot snapshot, UnaryOperator<OutputStream> wrapper)
      throws IOException {
    final Path part = beside(target);
    boolean moved = false;
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        final OutputStream out =
            new BufferedOutputStream(
                wrapper.apply(Channels.newOutputStream(channel)), BUFFER_BYTES);
        new SnapshotWriter(out).write(snapshot);
        out.flush();
        channel.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      moved = true;
    } finally {
      if (!moved) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** A name in the same directory, and so on the same disk, that nobody has. */
  private static Path beside(Path target) {
    final byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return target.resolveSibling(
        "." + target.getFileName() + "." + HexFormat.of().formatHex(random) + ".part");
  }

  /**
   * The snapshot in {@code file}.
   *
   * @throws SnapshotException if there is none, it is of another version, cut off, damaged, or
   *     larger than Java's heap allows: the message says which
   */
  public static Snapshot read(Path file) throws SnapshotException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new SnapshotException(file + ": not a snapshot: not a regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SnapshotReader(file.toString(), channel).read();
    } catch (IOException e) {
      throw new SnapshotException(file + ": cannot be read: " + reason(e), e);
    }
  }

  /** What the system says, without the file's name that Java puts before it. */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file is in the way";
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
