package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.harness.HarnessException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs guest programs on the host's own Linux: all that are given together, each with an empty
 * environment, at most 1,024 descriptors, 8 MiB of stack, no signal blocked and the usual umask.
 */
public final class NativeHost {
  /** Where the host keeps the objects of shm_open(3). */
  public static final Path OBJECTS = Path.of("/dev/shm");

  private static final int MOST_OUTPUT = 1 << 20;

  /**
   * Replaces itself by the program: "$@" is the program and its arguments. Java starts children
   * with SIGQUIT blocked; --default-signal unblocks it.
   */
  private static final String LAUNCH =
      "ulimit -c 0 && ulimit -n 1024 && ulimit -S -s 8192 && umask 022"
          + " && exec env -i --default-signal \"$@\"";

  private NativeHost() {}

  /**
   * A program to be run.
   *
   * @param executable run in its own directory, as {@code ./NAME}
   * @param arguments what follows argv[0]
   * @param input all of its standard input
   */
  public record Call(Path executable, List<String> arguments, byte[] input) {}

  /**
   * What became of one.
   *
   * @param exitStatus 128 + n for a process that signal n ended, as a shell gives it
   * @param output what it wrote to standard output, a character a byte
   * @param errors what it wrote to standard error
   */
  public record End(int exitStatus, String output, String errors) {}

  /**
   * Sees whether guest programs can run on this host.
   *
   * @throws HarnessException HOST if it is no Linux on x86-64 with shared memory
   */
  public static void require() throws HarnessException {
    final String system = System.getProperty("os.name", "?");
    final String processor = System.getProperty("os.arch", "?").toLowerCase(Locale.ROOT);
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("x86_64"))) {
      throw new HarnessException(
          Kind.HOST,
          "guest programs run natively on Linux x86-64 only: system="
              + system
              + ", processor="
              + processor);
    }
    if (!Files.isDirectory(OBJECTS) || !Files.isWritable(OBJECTS)) {
      throw new HarnessException(
          Kind.HOST,
          "guest programs need a writable " + OBJECTS + ": mount -t tmpfs tmpfs " + OBJECTS);
    }
  }

  /**
   * Starts all programs and waits until they have ended; those that have not are killed then.
   *
   * @throws HarnessException HOST if one does not end within {@code patience}, prints without end,
   *     or cannot be started
   */
  public static List<End> run(List<Call> programs, Duration patience) throws HarnessException {
    final List<Running> running = new ArrayList<>();
    final ExecutorService streams = Executors.newCachedThreadPool();
    try {
      for (final Call program : programs) {
        running.add(Running.start(program, streams));
      }
      final long deadline = System.nanoTime() + patience.toNanos();
      final List<End> ends = new ArrayList<>();
      for (final Running each : running) {
        ends.add(each.end(deadline));
      }
      return ends;
    } catch (TimeoutException e) {
      throw new HarnessException(
          Kind.HOST, "a program does not end natively: seconds=" + patience.toSeconds());
    } catch (ExecutionException e) {
      throw new HarnessException(Kind.HOST, String.valueOf(e.getCause()));
    } catch (IOException e) {
      throw new HarnessException(Kind.HOST, "a program cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException(Kind.HOST, "interrupted");
    } finally {
      running.forEach(Running::kill);
      streams.shutdown();
    }
  }

  /** One native process and the readers of what it prints. */
  private record Running(Process process, Future<String> output, Future<String> errors) {

    static Running start(Call program, ExecutorService streams) throws IOException {
      final List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCH, "sh"));
      command.add("./" + program.executable().getFileName());
      command.addAll(program.arguments());
      final ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(program.executable().resolveSibling(".").normalize().toFile());
      if (program.input().length == 0) {
        builder.redirectInput(new File("/dev/null"));
      }
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin");
      final Process process = builder.start();
      if (program.input().length > 0) {
        final Future<?> unused = streams.submit(() -> write(process, program.input()));
      }
      return new Running(
          process,
          streams.submit(() -> read(process, process.getInputStream())),
          streams.submit(() -> read(process, process.getErrorStream())));
    }

    private static void write(Process process, byte[] input) {
      try (OutputStream stream = process.getOutputStream()) {
        stream.write(input);
      } catch (IOException e) {
        // It has ended, or closed its input: nobody is left to want the rest.
      }
    }

    private static String read(Process process, InputStream stream) throws IOException {
      try (stream) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final byte[] buffer = new byte[8192];
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

    End end(long deadline) throws InterruptedException, ExecutionException, TimeoutException {
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      // Java gives 128 + n for a process that signal n ended, as a shell does.
      return new End(
          process.exitValue(),
          output.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
          errors.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
