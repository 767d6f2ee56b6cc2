package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.HarnessException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The program that checks one submission, in a JVM of its own, and then ends. */
public final class Worker {
  private Worker() {}

  /**
   * Carries out a request. Exits with status 0 when the result is written; there is none otherwise.
   *
   * @param arguments the file that holds the request
   */
  public static void main(String[] arguments) {
    endWithTheGrader();
    try {
      check(Path.of(arguments[0]));
    } catch (Throwable e) {
      // No stack: the last line is what the grader shows.
      System.err.println(e.toString().replace('\n', ' '));
      Runtime.getRuntime().halt(1);
    }
    // Nothing is left to be done; an orderly end would only take time.
    Runtime.getRuntime().halt(0);
  }

  /** Standard input is a pipe from the grader: when it ends, nobody waits for us any more. */
  private static void endWithTheGrader() {
    final Thread listener =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  continue;
                }
              } catch (IOException e) {
                Runtime.getRuntime().halt(2);
              }
              Runtime.getRuntime().halt(2);
            },
            "listener");
    listener.setDaemon(true);
    listener.start();
  }

  private static void check(Path file) throws IOException, HarnessException {
    final WorkRequest request;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      request = WorkRequest.read(in);
    }
    final Path work = Files.createDirectory(request.place().resolve("work"));
    final Workplace place = Workplace.lay(work, request.bench(), request.files());
    final LabCheck check =
        new LabCheck(
            request.lab(),
            place,
            request.settings(),
            SubmittedPrograms.maker(place, request.bench(), request.place().resolve("made")));
    final List<PartResult> parts = check.check(request.lab().parts());
    final Path half = request.result().resolveSibling("half");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(half)))) {
      new WorkResult(request.nonce(), parts).write(out);
    }
    Files.move(half, request.result(), StandardCopyOption.ATOMIC_MOVE);
    // The verdict stands, whatever becomes of what illustrates it.
    if (request.evidence().isPresent()) {
      check.show(request.evidence().get());
    }
  }
}
