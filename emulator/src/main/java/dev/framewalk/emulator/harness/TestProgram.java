package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.kernel.ElfImage;
import java.nio.file.Path;
import java.util.List;

/**
 * A program as a test runs it.
 *
 * @param name what the test calls it; unique within a trial
 * @param image the program
 * @param executable its file on the host, which native runs start and source lines are found in
 * @param arguments what follows argv[0]
 * @param input all that its standard input holds
 */
public record TestProgram(
    String name, ElfImage image, Path executable, List<String> arguments, byte[] input) {
  public TestProgram {
    arguments = List.copyOf(arguments);
    input = input.clone();
  }

  @Override
  public byte[] input() {
    return input.clone();
  }

  /** The same under another name. */
  public TestProgram named(String other) {
    return new TestProgram(other, image, executable, arguments, input);
  }

  /** The same with these arguments. */
  public TestProgram withArguments(List<String> words) {
    return new TestProgram(name, image, executable, words, input);
  }

  /** The same with this standard input. */
  public TestProgram withInput(byte[] bytes) {
    return new TestProgram(name, image, executable, arguments, bytes);
  }

  /** argv[0], in the machine as natively. */
  String path() {
    return "./" + executable.getFileName();
  }
}
