package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives a process another program: execve(2) behind its arguments. */
final class Executing {
  private final Kernel kernel;
  private @Nullable ElfImage lastRead;

  Executing(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Runs the program in {@code file} in {@code caller}'s process. Refused, the process is as it
   * was; after the point of no return Linux would kill it, and here there is none.
   *
   * @param path how the program finds itself named (AT_EXECFN)
   * @param file where it lies
   * @param arguments argv, as bytes are in them (ISO 8859-1)
   * @param environment envp, likewise
   */
  SyscallResult execute(
      Task caller, String path, Entry file, List<String> arguments, List<String> environment)
      throws ErrnoException {
    final ElfImage image = read(path, file.node().program());
    final Process process = caller.process();
    final AddressSpace before = process.space();
    final ElfImage imageBefore = process.image().orElse(image);
    final List<String> argumentsBefore = process.arguments();
    final AddressSpace space;
    try {
      space = kernel.newSpace();
    } catch (OutOfFramesException e) {
      throw new ErrnoException(Errno.ENOMEM, "no frame for a root table: " + e.getMessage());
    }
    final AddressSpace holder =
        imageBefore.bytes() == image.bytes() ? before : kernel.spaceRunning(image.bytes());
    process.setSpace(space);
    final ProgramLoader.Start start;
    try {
      start =
          new ProgramLoader(kernel)
              .load(process, image, arguments, environment, StandardCharsets.ISO_8859_1, holder);
    } catch (LoadException e) {
      process.setSpace(before);
      process.runs(imageBefore, argumentsBefore);
      space.leave();
      throw new ErrnoException(Errno.ENOMEM, String.valueOf(e.getMessage()));
    }
    process.setSpace(before);
    kernel.leaveOthers(caller);
    kernel.letGoOfMemory(caller);
    process.setSpace(space);
    process.executes();
    process.setExecutable(file);
    process.closeOnExec();
    process.signals().exec();
    caller.signals().exec();
    kernel.countMapped(before);
    before.leave();
    process.leftMemory().wakeAll();
    caller.setName(baseName(path));
    caller.registers().reset(start.entry(), start.stack());
    return SyscallResult.REGISTERS_SET;
  }

  /** Reads a program; one that is started again and again is read once. */
  private ElfImage read(String path, byte[] bytes) throws ErrnoException {
    ElfImage image = lastRead;
    if (image == null || image.bytes() != bytes || !image.name().equals(path)) {
      try {
        image = ElfLoader.read(path, bytes);
      } catch (LoadException e) {
        throw new ErrnoException(Errno.ENOEXEC, String.valueOf(e.getMessage()));
      }
      lastRead = image;
    }
    return image;
  }

  private static String baseName(String path) {
    final String name = path.substring(path.lastIndexOf('/') + 1);
    // TASK_COMM_LEN, the NUL among them (prctl(2), PR_SET_NAME).
    return name.length() > 15 ? name.substring(0, 15) : name;
  }
}
