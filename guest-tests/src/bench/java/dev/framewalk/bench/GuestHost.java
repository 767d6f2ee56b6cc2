package dev.framewalk.bench;

import java.nio.file.Path;
import java.util.List;

/** What can run a guest program: a real Linux, our machine, or the bare engine. */
interface GuestHost {
  /**
   * Runs a program to its end.
   *
   * @param program a static ELF64 executable
   * @param arguments argv behind the program's name
   * @throws IllegalStateException if it does not exit with status 0
   */
  Run run(Path program, List<String> arguments) throws Exception;

  /**
   * One run.
   *
   * @param seconds by the host's clock, processor time if nothing else is said, from the first
   *     instruction, or what comes closest, to the exit
   * @param output what it wrote to its standard output
   */
  record Run(double seconds, String output) {}
}
