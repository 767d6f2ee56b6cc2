package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.firmware.Assembler;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes programs of what was handed in. */
final class SubmittedPrograms {
  private SubmittedPrograms() {}

  /**
   * A maker for one submission: the tests' programs are made already, and a source of the
   * submission reads no file but the submission's own and those that Framewalk gives to guests;
   * where tests include the submission, what the lab gives to its tests as well.
   *
   * @param cache where what is made is kept
   */
  static ProgramMaker maker(Workplace place, Bench bench, Path cache) {
    final Set<Path> own = new HashSet<>();
    place.files().keySet().forEach(name -> own.add(place.directory().resolve(name)));
    bench.around().stream()
        .filter(name -> !name.endsWith(".S"))
        .forEach(name -> own.add(place.directory().resolve(name)));
    return ProgramMaker.in(cache, assembler(cache).confinedTo(own), bench.programs());
  }

  /**
   * A maker for a source that a student wrote and that comes with no other file.
   *
   * @param cache where what is made is kept
   */
  static ProgramMaker maker(Path cache) {
    return ProgramMaker.in(cache, assembler(cache).confinedTo(Set.of()), Map.of());
  }

  /** All that is temporary lies in the cache, which goes even if the worker is killed. */
  private static Assembler assembler(Path cache) {
    return Assembler.ofEnvironment().workingIn(cache.resolve("as"));
  }
}
