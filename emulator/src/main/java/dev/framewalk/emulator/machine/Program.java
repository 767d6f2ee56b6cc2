package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ElfImage;
import java.util.List;

/**
 * A program to load, with what it is given.
 *
 * @param image the program
 * @param arguments argv, the program's name first
 * @param environment envp, each {@code NAME=value}
 * @param input all that its standard input holds
 * @param output where its standard output goes
 * @param error where its standard error goes
 */
public record Program(
    ElfImage image,
    List<String> arguments,
    List<String> environment,
    byte[] input,
    Console output,
    Console error) {

  /** The program with its name as its only argument, no environment, no input, output dropped. */
  public static Program of(ElfImage image) {
    return new Program(
        image, List.of(image.name()), List.of(), new byte[0], Machine.SILENT, Machine.SILENT);
  }

  /** The same with these arguments behind the program's name. */
  public Program withArguments(List<String> more) {
    final List<String> all = new java.util.ArrayList<>();
    all.add(image.name());
    all.addAll(more);
    return new Program(image, List.copyOf(all), environment, input, output, error);
  }

  /** The same with this environment. */
  public Program withEnvironment(List<String> variables) {
    return new Program(image, arguments, List.copyOf(variables), input, output, error);
  }

  /** The same with this standard input. */
  public Program withInput(byte[] bytes) {
    return new Program(image, arguments, environment, bytes.clone(), output, error);
  }

  /** The same with these consoles. */
  public Program withConsoles(Console out, Console err) {
    return new Program(image, arguments, environment, input, out, err);
  }
}
