package dev.framewalk.emulator.kernel.file;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.shm.Attributes;
import java.nio.charset.StandardCharsets;

/** The tree as a machine starts with it. */
final class FirstTree {
  private static final int STICKY_FOR_ALL = 01777;

  /** One ordinary user beside root (passwd(5)). */
  private static final String PASSWD =
      "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n";

  private static final String GROUP = "root:x:0:\nuser:x:1000:\n";

  private FirstTree() {}

  /** Makes the tree; returns {@code /dev/null}. */
  static Entry grow(FileSystem files, Kernel kernel) {
    final PlainDirectory root = (PlainDirectory) files.root();
    directory(files, root, "bin", Volume.ROOT, 0755);
    final PlainDirectory etc = directory(files, root, "etc", Volume.ROOT, 0755);
    add(files, etc, "passwd", fixed(files, PASSWD));
    add(files, etc, "group", fixed(files, GROUP));
    final PlainDirectory home = directory(files, root, "home", Volume.ROOT, 0755);
    directory(files, home, "user", Volume.ROOT, 0755).attributes().setOwner(1000, 1000);
    directory(files, root, "root", Volume.ROOT, 0700);
    directory(files, root, "tmp", Volume.TMP, STICKY_FOR_ALL);
    final PlainDirectory dev = directory(files, root, "dev", Volume.DEV, 0755);
    final Entry nullDevice = add(files, dev, "null", new DeviceNode(files, DeviceNode.Device.NULL));
    devices(files, dev, kernel);
    add(files, root, "proc", new ProcRoot(files, kernel));
    return nullDevice;
  }

  private static void devices(FileSystem files, PlainDirectory dev, Kernel kernel) {
    for (final DeviceNode.Device device : DeviceNode.Device.values()) {
      if (device != DeviceNode.Device.NULL) {
        add(files, dev, device.deviceName(), new DeviceNode(files, device));
      }
    }
    add(
        files,
        dev,
        "shm",
        new ShmDirectory(files, kernel.registry(), FileSystem.directoryAttributes(STICKY_FOR_ALL)));
    link(files, dev, "fd", "/proc/self/fd");
    link(files, dev, "stdin", "/proc/self/fd/0");
    link(files, dev, "stdout", "/proc/self/fd/1");
    link(files, dev, "stderr", "/proc/self/fd/2");
  }

  private static Node fixed(FileSystem files, String text) {
    return new FixedNode(
        files, Volume.ROOT, text.getBytes(StandardCharsets.US_ASCII), new Attributes(0644, 0, 0));
  }

  private static void link(FileSystem files, PlainDirectory in, String name, String target) {
    add(files, in, name, new SymlinkNode(files, in.volume(), target, new Attributes(0777, 0, 0)));
  }

  /** Makes a directory where nothing is. */
  @CanIgnoreReturnValue
  static PlainDirectory directory(
      FileSystem files, PlainDirectory in, String name, Volume volume, int mode) {
    final PlainDirectory made =
        new PlainDirectory(files, volume, FileSystem.directoryAttributes(mode));
    add(files, in, name, made);
    return made;
  }

  @CanIgnoreReturnValue
  private static Entry add(FileSystem files, PlainDirectory in, String name, Node node) {
    try {
      node.attributes().born(files.now());
      final Entry entry = new Entry(in, name, node, 0);
      in.attach(entry, name);
      return entry;
    } catch (ErrnoException e) {
      throw new IllegalStateException("first tree: name=" + name, e);
    }
  }
}
