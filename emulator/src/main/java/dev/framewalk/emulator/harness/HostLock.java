package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.harness.HarnessException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Keeps two runs on one host, whoever makes them, from using the same object names at once. The
 * lock goes with the process that holds it, however that ends.
 */
public final class HostLock implements AutoCloseable {
  private static final long PATIENCE_NANOS = 120_000_000_000L;
  private static final long PAUSE_MILLIS = 5;

  private final FileChannel channel;

  private HostLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock on {@code file}, which is made where it is missing and stays.
   *
   * @throws HarnessException HOST if it is not to be had within two minutes, or cannot be made
   */
  public static HostLock acquire(Path file) throws HarnessException {
    long start = System.nanoTime();
    try {
      FileChannel channel = open(file);
      while (true) {
        Optional<FileLock> lock = tryLock(channel);
        if (lock.isPresent()) {
          return new HostLock(channel);
        }
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          channel.close();
          throw new HarnessException(
              Kind.HOST, "another run holds " + file + " for too long; wait for it, or end it");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      throw new HarnessException(Kind.HOST, "cannot lock " + file + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException(Kind.HOST, "interrupted while waiting for " + file);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (!Files.exists(file)) {
      // Not O_CREAT on a file of another user's: fs.protected_regular would refuse that.
      FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another thread of this process holds it
    }
  }

  @Override
  public void close() throws HarnessException {
    try {
      channel.close();
    } catch (IOException e) {
      throw new HarnessException(Kind.HOST, "cannot release the lock: " + e.getMessage());
    }
  }
}
