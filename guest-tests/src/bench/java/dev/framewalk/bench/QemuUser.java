package dev.framewalk.bench;

import java.io.File;
import java.util.List;
import java.util.Optional;

/** Debian's qemu-user: the same programs on an emulated CPU, with the host's kernel. */
final class QemuUser {
  /** What the table says where there is none. */
  static final String MISSING = "qemu-user not installed (apt-get install qemu-user)";

  private static final String PROGRAM = "qemu-x86_64";

  private QemuUser() {}

  /** Runs programs under it, timed by {@code clock}; empty where it is not installed. */
  static Optional<GuestHost> host(Clock clock) {
    for (final String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      final File program = new File(directory, PROGRAM);
      if (program.canExecute()) {
        return Optional.of(new LinuxHost(List.of(program.toString()), clock));
      }
    }
    return Optional.empty();
  }
}
