package dev.framewalk.emulator.kernel.file;

/** The file systems that the tree is put together of, each with the device number that it has. */
public enum Volume {
  ROOT(0x1b, 0x0102_1994, "rootfs", "/"),
  SHM(0x1a, 0x0102_1994, "tmpfs", "/dev/shm"),
  TMP(0x1c, 0x0102_1994, "tmpfs", "/tmp"),
  DEV(0x06, 0x0102_1994, "devtmpfs", "/dev"),
  PROC(0x17, 0x9fa0, "proc", "/proc"),
  PIPES(0x0d, 0x5049_5045, "pipefs", ""),
  NAMELESS(0x01, 0x0102_1994, "tmpfs", "");

  private final long device;
  private final long magic;
  private final String type;
  private final String path;

  Volume(long device, long magic, String type, String path) {
    this.device = device;
    this.magic = magic;
    this.type = type;
    this.path = path;
  }

  /** st_dev of what lies in it. */
  public long device() {
    return device;
  }

  /** f_type (statfs(2)). */
  public long magic() {
    return magic;
  }

  /** What /proc/mounts calls its type. */
  public String type() {
    return type;
  }

  /** Where it is mounted; empty for those that are not. */
  public String path() {
    return path;
  }
}
