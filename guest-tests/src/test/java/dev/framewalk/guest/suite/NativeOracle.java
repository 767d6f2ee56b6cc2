package dev.framewalk.guest.suite;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs guest programs on the host's own Linux: what they do there is what the machine must do.
 *
 * <p>All programs of a case are started together, with an empty environment, an empty standard
 * input, at most 1,024 descriptors, 8 MiB of stack, no signal blocked and the usual umask. Objects
 * that an earlier run left behind are removed before; one case runs at a time on a host.
 */
final class NativeOracle implements Runner {
  private static final Path OBJECTS = Path.of("/dev/shm");
  private static final Path TEMPORARY = Path.of("/tmp");
  private static final Path LOCK = OBJECTS.resolve("framewalk-native-oracle.lock");

  /** Enough for every case many times over, on a host with much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MOST_OUTPUT = 1 << 20;

  /**
   * Replaces itself by the program: "$@" is the program and its arguments. Java starts children
   * with SIGQUIT blocked; --default-signal unblocks it.
   */
  private static final String LAUNCH =
      "ulimit -c 0 && ulimit -n 1024 && ulimit -S -s 8192 && umask 022"
          + " && exec env -i --default-signal \"$@\"";

  private final Programs sources;
  private final Duration patience;

  private NativeOracle(Programs sources, Duration patience) {
    this.sources = sources;
    this.patience = patience;
  }

  /**
   * Returns an oracle on this host.
   *
   * @throws RunnerException if the host is no Linux on x86-64 with shared memory
   */
  static NativeOracle onThisHost(Programs sources) throws RunnerException {
    return onThisHost(sources, PATIENCE);
  }

  /** As {@link #onThisHost(Programs)}, for cases that end within {@code patience}. */
  static NativeOracle onThisHost(Programs sources, Duration patience) throws RunnerException {
    String system = System.getProperty("os.name", "?");
    String processor = System.getProperty("os.arch", "?").toLowerCase(Locale.ROOT);
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("x86_64"))) {
      throw new RunnerException(
          "guest programs run natively on Linux x86-64 only: system="
              + system
              + ", processor="
              + processor);
    }
    if (!Files.isDirectory(OBJECTS) || !Files.isWritable(OBJECTS)) {
      throw new RunnerException(
          "guest programs need a writable " + OBJECTS + ": mount -t tmpfs tmpfs " + OBJECTS);
    }
    return new NativeOracle(sources, patience);
  }

  @Override
  @SuppressWarnings("try") // the lock is held, not used
  public CaseOutcome run(GuestCase guestCase) throws RunnerException {
    try {
      List<Path> programs = new ArrayList<>();
      for (GuestProgram program : guestCase.programs()) {
        programs.add(sources.program(program.source()));
      }
      try (HostLock lock = HostLock.acquire(LOCK)) {
        remove(leftBy(guestCase));
        requireSpace(guestCase);
        try {
          List<ProcessOutcome> processes = runTogether(guestCase, programs);
          return new CaseOutcome(processes, leftBy(guestCase));
        } finally {
          remove(leftBy(guestCase));
        }
      }
    } catch (IOException e) {
      throw new RunnerException(guestCase + ": " + e, e);
    }
  }

  private static void requireSpace(GuestCase guestCase) throws IOException, RunnerException {
    if (guestCase.memoryMebibytes() <= GuestCase.DEFAULT_MEMORY_MEBIBYTES) {
      return;
    }
    long free = Files.getFileStore(OBJECTS).getUsableSpace() >> 20;
    if (free < guestCase.memoryMebibytes()) {
      throw new RunnerException(
          guestCase
              + ": not enough shared memory on this host (docker run --shm-size): free MiB="
              + free
              + ", needed MiB="
              + guestCase.memoryMebibytes());
    }
  }

  private List<ProcessOutcome> runTogether(GuestCase guestCase, List<Path> programs)
      throws IOException, RunnerException {
    List<Running> running = new ArrayList<>();
    ExecutorService readers = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < programs.size(); i++) {
        running.add(
            Running.start(programs.get(i), guestCase.programs().get(i).arguments(), readers));
      }
      long deadline = System.nanoTime() + patience.toNanos();
      List<ProcessOutcome> outcomes = new ArrayList<>();
      for (Running each : running) {
        outcomes.add(each.outcome(deadline));
      }
      return outcomes;
    } catch (TimeoutException e) {
      throw new RunnerException(
          guestCase + ": a program does not end natively: seconds=" + patience.toSeconds(), e);
    } catch (ExecutionException e) {
      throw new RunnerException(guestCase + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException(guestCase + ": interrupted", e);
    } finally {
      running.forEach(Running::kill);
      readers.shutdown();
    }
  }

  /** One native process and the readers of what it prints. */
  private record Running(Process process, Future<String> output, Future<String> messages) {

    static Running start(Path program, List<String> arguments, ExecutorService readers)
        throws IOException {
      List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCH, "sh"));
      command.add("./" + program.getFileName());
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(program.resolveSibling(".").normalize().toFile())
              .redirectInput(new File("/dev/null"));
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin");
      Process process = builder.start();
      return new Running(
          process,
          readers.submit(() -> read(process, process.getInputStream())),
          readers.submit(() -> read(process, process.getErrorStream())));
    }

    private static String read(Process process, InputStream stream) throws IOException {
      try (stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
          bytes.write(buffer, 0, n);
          if (bytes.size() > MOST_OUTPUT) {
            process.destroyForcibly();
            throw new IllegalStateException("prints without end: bytes=" + bytes.size());
          }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
      }
    }

    ProcessOutcome outcome(long deadline)
        throws InterruptedException, ExecutionException, TimeoutException {
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      // Java gives 128 + n for a process that signal n ended, as a shell does.
      return new ProcessOutcome(
          process.exitValue(),
          output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
          messages.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * Everything whose name a program of the case's subject could have made: objects and named
   * semaphores by their names, other files by their paths.
   */
  private static List<String> leftBy(GuestCase guestCase) throws IOException {
    Pattern ours = Pattern.compile("(sem)?\\.?fw-" + guestCase.subject() + "-.*");
    List<String> left = new ArrayList<>();
    for (Path place : List.of(OBJECTS, TEMPORARY)) {
      try (Stream<Path> files = Files.list(place)) {
        files
            .filter(file -> ours.matcher(lowerCaseName(file)).matches())
            .map(file -> place.equals(OBJECTS) ? file.getFileName().toString() : file.toString())
            .sorted()
            .forEach(left::add);
      }
    }
    return left;
  }

  private static String lowerCaseName(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static void remove(List<String> left) throws IOException {
    for (String each : left) {
      try (Stream<Path> tree = Files.walk(OBJECTS.resolve(each))) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (NoSuchFileException e) {
        // another build's program took its own away in the meantime
      }
    }
  }
}
