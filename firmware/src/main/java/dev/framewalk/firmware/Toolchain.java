package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The programs that make a program: where they are and how they are run. */
final class Toolchain {
  /** Tools for x86-64 whatever the host is, then the host's own. */
  private static final List<String> PREFIXES = List.of("x86_64-linux-gnu-", "x86_64-elf-", "");

  private static final long TIMEOUT_SECONDS = 60;

  /** The programs we run, and what to install where one is missing. */
  enum Tool {
    AS("as", "Framewalk needs GNU binutils: apt-get install binutils"),
    LD("ld", "Framewalk needs GNU binutils: apt-get install binutils"),
    ADDR2LINE("addr2line", "Framewalk needs GNU binutils: apt-get install binutils"),
    GCC("gcc", "the C preprocessor's directives need gcc: apt-get install gcc");

    private final String program;
    private final String remedy;

    Tool(String program, String remedy) {
      this.program = program;
      this.remedy = remedy;
    }
  }

  /**
   * What a tool left behind.
   *
   * @param status its exit status
   * @param lines what it printed, standard output and standard error together
   */
  record Outcome(int status, List<String> lines) {}

  /**
   * What a tool may use of the host, by setrlimit(2).
   *
   * @param seconds of the processor's time
   * @param addressSpace bytes
   * @param file bytes of any file that it writes, what it prints included
   * @param openFiles at a time, standard input, output and error included
   */
  record Limits(int seconds, long addressSpace, long file, int openFiles) {
    private static final int ULIMIT_FILE_UNIT = 512;
    private static final int ULIMIT_MEMORY_UNIT = 1024;

    /**
     * Words that make a command run within the limits. POSIX.1-2017 sh, "ulimit": one limit a call;
     * files in units of 512 bytes. The hard limit on time is later than the soft one, so that
     * SIGXCPU is seen to be what ended the tool.
     */
    List<String> prefix() {
      return List.of(
          "/bin/sh",
          "-c",
          "ulimit -c 0; ulimit -S -t "
              + seconds
              + "; ulimit -H -t "
              + (seconds + 2)
              + "; ulimit -v "
              + addressSpace / ULIMIT_MEMORY_UNIT
              + "; ulimit -f "
              + file / ULIMIT_FILE_UNIT
              + "; ulimit -n "
              + openFiles
              + "; exec \"$0\" \"$@\"");
    }
  }

  /** Nobody reads more of what a tool prints. */
  private static final int MOST_PRINTED = 1 << 20;

  private final String searchPath;
  private final Optional<Limits> limits;

  /**
   * @param searchPath directories as {@code PATH} lists them
   */
  Toolchain(String searchPath) {
    this(searchPath, Optional.empty());
  }

  private Toolchain(String searchPath, Optional<Limits> limits) {
    this.searchPath = searchPath;
    this.limits = limits;
  }

  /** The same tools, each run of which is held to {@code limits}. */
  Toolchain within(Limits limits) {
    return new Toolchain(searchPath, Optional.of(limits));
  }

  Optional<Path> find(Tool tool) {
    for (String prefix : PREFIXES) {
      for (String entry : searchPath.split(File.pathSeparator, -1)) {
        Optional<Path> found = executable(entry, prefix + tool.program);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> executable(String directory, String name) {
    if (directory.isEmpty()) {
      return Optional.empty(); // POSIX: the working directory; we never run what lies there
    }
    try {
      Path candidate = Path.of(directory, name).toAbsolutePath();
      boolean usable = Files.isRegularFile(candidate) && Files.isExecutable(candidate);
      return usable ? Optional.of(candidate) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs {@code tool} in {@code directory} with messages in English and returns when it has ended.
   *
   * @param scratch a directory for what the tool prints and for its temporary files
   * @throws AssemblerException MISSING_TOOL if it is not on the search path; TOOL_FAILURE if it
   *     cannot be started, does not end in time, or the thread is interrupted (which stays set)
   */
  Outcome run(Tool tool, Path directory, Path scratch, List<String> arguments)
      throws AssemblerException {
    Path program =
        find(tool).orElseThrow(() -> new AssemblerException(Kind.MISSING_TOOL, tool.remedy));
    List<String> command = new ArrayList<>();
    limits.ifPresent(each -> command.addAll(each.prefix()));
    command.add(program.toString());
    command.addAll(arguments);
    Path output = scratch.resolve(tool.program + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    // What else is in our environment (CPATH, COMPILER_PATH, LD_RUN_PATH) must not change a result.
    builder.environment().clear();
    builder.environment().put("PATH", searchPath);
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TMPDIR", scratch.toString());
    try {
      return new Outcome(waitFor(tool, builder.start()), lines(output));
    } catch (IOException e) {
      throw new AssemblerException(
          Kind.TOOL_FAILURE, "cannot run " + program + ": " + e.getMessage());
    }
  }

  private static int waitFor(Tool tool, Process process) throws AssemblerException {
    try {
      if (process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new AssemblerException(
          Kind.TOOL_FAILURE, tool.program + " did not end: seconds=" + TIMEOUT_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssemblerException(Kind.TOOL_FAILURE, tool.program + " was interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> lines(Path output) throws IOException {
    // A message may quote bytes of the source that are no UTF-8: decode them leniently.
    try (InputStream in = Files.newInputStream(output)) {
      return new String(in.readNBytes(MOST_PRINTED), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
