package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;

/** A character device of {@code /dev} (mem(4), null(4), random(4), full(4), tty(4)). */
final class DeviceNode extends Node {
  /** The devices there are, with Linux's numbers (Documentation/admin-guide/devices.txt). */
  enum Device {
    NULL("null", 1, 3),
    ZERO("zero", 1, 5),
    FULL("full", 1, 7),
    RANDOM("random", 1, 8),
    URANDOM("urandom", 1, 9),
    TTY("tty", 5, 0);

    private final String deviceName;
    private final int major;
    private final int minor;

    Device(String name, int major, int minor) {
      this.deviceName = name;
      this.major = major;
      this.minor = minor;
    }

    String deviceName() {
      return deviceName;
    }
  }

  private final Device device;

  DeviceNode(FileSystem files, Device device) {
    super(files, Volume.DEV, files.nextNumber(), new Attributes(0666, 0, 0));
    this.device = device;
  }

  @Override
  public int type() {
    return FileStatus.CHARACTER_DEVICE;
  }

  @Override
  long special() {
    return (long) device.major << 8 | device.minor;
  }

  /**
   * @throws ErrnoException ENXIO for the terminal: nobody has one
   */
  @Override
  public OpenFile open(Task opener, int flags) throws ErrnoException {
    if ((flags & OpenFile.O_PATH) != 0) {
      return new PathFile(this, flags);
    }
    if (device == Device.TTY) {
      throw new ErrnoException(Errno.ENXIO, "no controlling terminal");
    }
    return new DeviceFile(this, device, flags);
  }
}
