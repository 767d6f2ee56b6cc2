package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.UserMemory;
import java.util.SplittableRandom;

/** An open character device. */
public final class DeviceFile extends OpenFile {
  private static final int CHUNK = 64 << 10;

  private final DeviceNode node;
  private final DeviceNode.Device device;

  DeviceFile(DeviceNode node, DeviceNode.Device device, int flags) {
    super(flags);
    this.node = node;
    this.device = device;
  }

  /** Whether a mapping of it is one of nothing: {@code /dev/zero} (mem(4)). */
  public boolean mapsZeroes() {
    return device == DeviceNode.Device.ZERO;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    return device == DeviceNode.Device.NULL ? 0 : fill(memory, address, length);
  }

  private long fill(UserMemory memory, long address, long length) throws ErrnoException {
    final byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
    long done = 0;
    while (done < length) {
      final int wanted = (int) Math.min(chunk.length, length - done);
      if (device == DeviceNode.Device.RANDOM || device == DeviceNode.Device.URANDOM) {
        final SplittableRandom random = node.files().random();
        for (int i = 0; i < wanted; i++) {
          chunk[i] = (byte) random.nextInt();
        }
      }
      final int copied = memory.copyOutSome(address + done, chunk, 0, wanted);
      done += copied;
      if (copied < wanted) {
        if (done > 0) {
          return done;
        }
        throw new ErrnoException(
            Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
      }
    }
    return done;
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    if (device == DeviceNode.Device.FULL) {
      throw new ErrnoException(Errno.ENOSPC, "always full: file=" + this);
    }
    return length;
  }

  @Override
  public long readAt(UserMemory memory, long address, long length, long at) throws ErrnoException {
    return read(memory, address, length);
  }

  @Override
  public long writeAt(UserMemory memory, long address, long length, long at) throws ErrnoException {
    return write(memory, address, length);
  }

  /** The position is always 0 (Linux drivers/char/mem.c, null_lseek). */
  @Override
  public long seek(long offset, int whence) {
    return 0;
  }

  @Override
  public FileStatus status() {
    return node.status();
  }

  @Override
  public String toString() {
    return "/dev/" + device.deviceName();
  }
}
