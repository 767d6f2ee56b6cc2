package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.harness.HarnessException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A trial's programs on the host's own Linux: what they do there is what the machine must do. One
 * native trial runs at a time on a host, whoever runs it, since the names of objects are the
 * host's.
 */
public final class NativeTrial {
  private static final Path LOCK = NativeHost.OBJECTS.resolve("framewalk-native-oracle.lock");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private NativeTrial() {}

  /**
   * What became of all.
   *
   * @param ends in the order of the trial's programs
   * @param objects names of objects that they left, {@code /ring}, sorted; they are removed
   */
  public record Outcome(List<NativeHost.End> ends, List<String> objects) {
    public Outcome {
      ends = List.copyOf(ends);
      objects = List.copyOf(objects);
    }
  }

  /**
   * Runs the programs, whose seeds and quanta are the host's.
   *
   * @throws HarnessException HOST if this host cannot run them, if they do not end within 30
   *     seconds, or if an object of a name that a program holds exists on the host: it may be
   *     somebody's, and would change the run
   */
  @SuppressWarnings("try") // the lock is held, not used
  public static Outcome run(Trial trial) throws HarnessException {
    NativeHost.require();
    try (HostLock lock = HostLock.acquire(LOCK)) {
      final TreeSet<String> before = objectsOf(trial);
      if (!before.isEmpty()) {
        throw new HarnessException(
            Kind.HOST,
            "this host has "
                + NativeHost.OBJECTS.resolve(before.first())
                + " already, which the programs use; remove it if nobody needs it (rm)");
      }
      final List<NativeHost.Call> calls = new ArrayList<>();
      for (final TestProgram program : trial.programs()) {
        calls.add(new NativeHost.Call(program.executable(), program.arguments(), program.input()));
      }
      final TreeSet<String> left = new TreeSet<>();
      final List<NativeHost.End> ends;
      try {
        ends = NativeHost.run(calls, PATIENCE);
      } finally {
        for (final String name : objectsOf(trial)) {
          left.add("/" + name);
          Files.deleteIfExists(NativeHost.OBJECTS.resolve(name));
        }
      }
      return new Outcome(ends, List.copyOf(left));
    } catch (IOException e) {
      throw new HarnessException(Kind.HOST, "the host's shared memory: " + e.getMessage());
    }
  }

  /** Objects of the host whose name, as a C string with its slash, stands in a program. */
  private static TreeSet<String> objectsOf(Trial trial) throws IOException {
    final List<String> names;
    try (Stream<Path> files = Files.list(NativeHost.OBJECTS)) {
      names = files.map(file -> String.valueOf(file.getFileName())).toList();
    }
    final TreeSet<String> found = new TreeSet<>();
    for (final TestProgram program : trial.programs()) {
      final String bytes = new String(program.image().bytes(), StandardCharsets.ISO_8859_1);
      for (final String name : names) {
        final String constant =
            "/" + new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (bytes.contains(constant + "\0")) {
          found.add(name);
        }
      }
    }
    return found;
  }
}
