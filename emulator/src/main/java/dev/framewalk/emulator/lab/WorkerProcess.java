package dev.framewalk.emulator.lab;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts workers and waits for what they find. Whatever becomes of one, its processes are gone when
 * it is over.
 */
final class WorkerProcess {
  private static final String HEAP = "-Xmx384m";
  private static final long FILE_BYTES = 128L << 20;
  private static final int ULIMIT_FILE_UNIT = 512;
  private static final int OPEN_FILES = 512;
  private static final int SHOWN = 300;
  private static final int NO_STATUS = 255;

  private final Duration backstop;
  private final List<String> java;

  /** A worker that left no result; the message says why, in one line. */
  static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;

    Lost(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param backstop what a worker may take on the host's clock, and of its processors' time
   */
  WorkerProcess(Duration backstop) {
    this(backstop, java());
  }

  /** The same with another command that carries out a request, whose file comes last. */
  WorkerProcess(Duration backstop, List<String> java) {
    this.backstop = backstop;
    this.java = List.copyOf(java);
  }

  /** This JVM's java and classes, made small. */
  static List<String> java() {
    final String classes = String.join(File.pathSeparator, classPath());
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", "/usr"), "bin", "java").toString());
    command.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "-Xlog:disable"));
    archive(classes).ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
    command.addAll(List.of("-cp", classes, Worker.class.getName()));
    return command;
  }

  /** Where our classes are found; absolute, because a worker works elsewhere. */
  private static List<String> classPath() {
    final List<String> entries = new ArrayList<>();
    for (final String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    // Whoever loads us otherwise than by the class path says where.
    if (WorkerProcess.class.getClassLoader() instanceof URLClassLoader loader) {
      for (final URL url : loader.getURLs()) {
        if (url.getProtocol().equals("file")) {
          entries.add(Path.of(URI.create(url.toString())).toString());
        }
      }
    }
    return entries;
  }

  /** The archive that the build makes beside the program: it halves the start. */
  private static Optional<Path> archive(String classes) {
    if (!classes.endsWith(".jar") || classes.contains(File.pathSeparator)) {
      return Optional.empty();
    }
    final Path archive = Path.of(classes.replaceFirst("\\.jar$", ".jsa")).toAbsolutePath();
    return Files.isReadable(archive) ? Optional.of(archive) : Optional.empty();
  }

  /**
   * Has a request carried out.
   *
   * @param scratch a directory of this request's
   * @throws Lost if there is no result, or none that can be believed
   */
  List<PartResult> run(WorkRequest request, Path scratch) throws Lost, InterruptedException {
    try {
      final Path file = scratch.resolve("request");
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
        request.write(out);
      }
      final Path said = scratch.resolve("said");
      final int status = status(command(file), scratch, said, request.result());
      if (!Files.isRegularFile(request.result())) {
        throw new Lost(died(status, said));
      }
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(request.result())))) {
        return WorkResult.read(in, request.nonce(), request.lab().parts()).parts();
      }
    } catch (IOException e) {
      throw new Lost("the worker left no whole result: " + Names.printable(e + ""));
    }
  }

  private List<String> command(Path request) {
    final List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "/bin/sh",
            "-c",
            "ulimit -c 0; ulimit -S -t "
                + backstop.toSeconds()
                + "; ulimit -H -t "
                + (backstop.toSeconds() + 5)
                + "; ulimit -f "
                + FILE_BYTES / ULIMIT_FILE_UNIT
                + "; ulimit -n "
                + OPEN_FILES
                + "; exec \"$0\" \"$@\""));
    command.addAll(java);
    command.add(request.toString());
    return command;
  }

  private int status(List<String> command, Path scratch, Path said, Path result)
      throws IOException, InterruptedException, Lost {
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TMPDIR", scratch.toString());
    // It would speak to standard output, and take options that are not ours.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    final Process process = builder.start();
    try {
      if (process.waitFor(backstop.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      if (Files.isRegularFile(result)) {
        return NO_STATUS; // it was still writing evidence
      }
      throw new Lost(
          "the worker did not end within "
              + backstop.toSeconds()
              + " seconds; grade it again with a longer --backstop, or on a host that does less"
              + " beside");
    } finally {
      kill(process);
    }
  }

  /** Ends it with all that it has started, as long as there is any. */
  private static void kill(Process process) {
    final List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private String died(int status, Path said) throws IOException {
    final StringBuilder text = new StringBuilder("the worker ended without a result: ");
    if (status == 152) {
      text.append("it used up ").append(backstop.toSeconds()).append(" s of processor time");
    } else if (status > 128) {
      text.append("killed by signal ").append(status - 128);
    } else {
      text.append("status ").append(status);
    }
    if (Files.isRegularFile(said)) {
      try (InputStream in = Files.newInputStream(said)) {
        final String words = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
        words
            .lines()
            .reduce((first, second) -> second)
            .ifPresent(
                line ->
                    text.append(": ")
                        .append(
                            Names.printable(line.substring(0, Math.min(line.length(), SHOWN)))));
      }
    }
    return text.toString();
  }
}
