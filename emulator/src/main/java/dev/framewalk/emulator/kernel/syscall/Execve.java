package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.Entry;
import dev.framewalk.emulator.kernel.file.PathWalk;
import dev.framewalk.emulator.kernel.file.Permissions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** execve(2) and execveat(2). */
final class Execve {
  /** Scripts whose interpreters are scripts (Linux fs/exec.c, exec_binprm). */
  private static final int MOST_SCRIPTS = 5;

  /** Bytes of a script's first line that are looked at (Linux, BINPRM_BUF_SIZE). */
  private static final int SCRIPT_LINE = 256;

  /** Bytes of one argument (execve(2), MAX_ARG_STRLEN). */
  private static final int ARGUMENT_BYTES = 32 * 4096;

  /** Bytes of all of them with their pointers: a quarter of the stack's limit (execve(2)). */
  private static final long ALL_BYTES = 2 << 20;

  private final Kernel kernel;

  Execve(Kernel kernel) {
    this.kernel = kernel;
  }

  SyscallResult execve(Task caller, SyscallRequest request) throws ErrnoException {
    return execute(caller, Paths.AT_FDCWD, request.a0(), request.a1(), request.a2(), 0);
  }

  SyscallResult execveat(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a4();
    Paths.checkFlags(flags, Paths.AT_EMPTY_PATH | Paths.AT_SYMLINK_NOFOLLOW);
    return execute(caller, request.a0(), request.a1(), request.a2(), request.a3(), flags);
  }

  private SyscallResult execute(
      Task caller, long directory, long path, long argv, long envp, int flags)
      throws ErrnoException {
    final String given = caller.memory().readPath(path);
    Entry file = Paths.target(new PathWalk(caller), caller, directory, path, flags);
    requireProgram(caller, file);
    String name = name(directory, given);
    final long[] left = {ALL_BYTES - name.length()};
    final List<String> arguments = strings(caller, argv, left);
    if (arguments.isEmpty()) {
      // A program can count on argv[0] (Linux 5.18, fs/exec.c).
      arguments.add("");
    }
    final List<String> environment = strings(caller, envp, left);
    for (int scripts = 0; isScript(file.node().program()); scripts++) {
      if (scripts == MOST_SCRIPTS) {
        throw new ErrnoException(Errno.ELOOP, "scripts of scripts: path=" + name);
      }
      arguments.set(0, name);
      arguments.addAll(0, interpreter(file.node().program()));
      name = arguments.get(0);
      file = walk(caller, name);
      requireProgram(caller, file);
    }
    return kernel.execute(caller, name, file, arguments, environment);
  }

  private static Entry walk(Task caller, String path) throws ErrnoException {
    return new PathWalk(caller)
        .resolve(caller.process().fileContext().directory(), path, PathWalk.AtEnd.FOLLOW);
  }

  /** What AT_EXECFN says (execveat(2)). */
  private static String name(long directory, String path) {
    if (path.startsWith("/") || (int) directory == Paths.AT_FDCWD) {
      return path;
    }
    return path.isEmpty()
        ? "/dev/fd/" + (int) directory
        : "/dev/fd/" + (int) directory + "/" + path;
  }

  private static void requireProgram(Task caller, Entry file) throws ErrnoException {
    if (file.linkTarget(caller) != null) {
      throw new ErrnoException(Errno.ELOOP, "a symbolic link: path=" + file);
    }
    if (file.node().type() != FileStatus.REGULAR) {
      throw new ErrnoException(Errno.EACCES, "no regular file: path=" + file);
    }
    Permissions.require(file.node(), caller.process().credentials(), Permissions.EXECUTE);
  }

  private static boolean isScript(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == '#' && bytes[1] == '!';
  }

  /** The interpreter of a script, and its argument if it has one (execve(2), "Interpreter"). */
  private static List<String> interpreter(byte[] bytes) throws ErrnoException {
    int end = 2;
    while (end < bytes.length && end < SCRIPT_LINE && bytes[end] != '\n' && bytes[end] != 0) {
      end++;
    }
    final String line = new String(bytes, 2, end - 2, StandardCharsets.ISO_8859_1).strip();
    if (line.isEmpty()) {
      throw new ErrnoException(Errno.ENOEXEC, "a script without interpreter");
    }
    final String[] words = line.split("[ \t]+", 2);
    return List.of(words);
  }

  /** The strings of an array that ends with a null pointer; a null array has none. */
  private static List<String> strings(Task caller, long array, long[] left) throws ErrnoException {
    final List<String> strings = new ArrayList<>();
    if (array == 0) {
      return strings;
    }
    for (long at = array; ; at += 8) {
      final long pointer = caller.memory().readLong(at);
      if (pointer == 0) {
        return strings;
      }
      final String text = caller.memory().readString(pointer, ARGUMENT_BYTES, Errno.E2BIG);
      left[0] -= text.length() + 1 + 8;
      if (left[0] < 0) {
        throw new ErrnoException(Errno.E2BIG, "arguments and environment: limit=" + ALL_BYTES);
      }
      strings.add(text);
    }
  }
}
