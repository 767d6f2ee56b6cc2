package dev.framewalk.emulator.suite;

import java.util.List;

/**
 * A program that a test runs.
 *
 * @param name what the test calls its process
 * @param file its source or ELF file, relative to the test's directory
 * @param arguments those behind the program's name
 * @param place where the test names it
 */
public record CalledProgram(String name, String file, List<String> arguments, Place place) {
  public CalledProgram {
    arguments = List.copyOf(arguments);
  }
}
