package dev.framewalk.emulator.cli;

/** The program {@code framewalk}. */
public final class Main {
  private Main() {}

  /** Does what the arguments say and ends this process with the status that README.md lists. */
  public static void main(String[] arguments) {
    final StandardStreams streams = StandardStreams.ofProcess();
    System.exit(new Framewalk(streams, System.getenv()).execute(arguments));
  }
}
