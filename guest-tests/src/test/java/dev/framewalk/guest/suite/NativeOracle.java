package dev.framewalk.guest.suite;

import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.HostLock;
import dev.framewalk.emulator.harness.NativeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
  private static final Path OBJECTS = NativeHost.OBJECTS;
  private static final Path TEMPORARY = Path.of("/tmp");
  private static final Path LOCK = OBJECTS.resolve("framewalk-native-oracle.lock");

  /** Enough for every case many times over, on a host with much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    try {
      NativeHost.require();
    } catch (HarnessException e) {
      throw new RunnerException(String.valueOf(e.getMessage()), e);
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
    } catch (HarnessException e) {
      throw new RunnerException(guestCase + ": " + e.getMessage(), e);
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
      throws HarnessException {
    List<NativeHost.Call> calls = new ArrayList<>();
    for (int i = 0; i < programs.size(); i++) {
      calls.add(
          new NativeHost.Call(
              programs.get(i), guestCase.programs().get(i).arguments(), new byte[0]));
    }
    return NativeHost.run(calls, patience).stream()
        .map(end -> new ProcessOutcome(end.exitStatus(), end.output(), end.errors()))
        .toList();
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
