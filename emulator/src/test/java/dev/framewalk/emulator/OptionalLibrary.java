package dev.framewalk.emulator;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A library of the host that some tests need, treated as {@link OptionalTool} treats a program. */
public final class OptionalLibrary {
  private OptionalLibrary() {}

  /** Goes on only if {@code available}. */
  public static void require(boolean available, String library, String debianPackage) {
    if (available) {
      return;
    }
    final String message =
        library + " is missing, which this test needs: apt-get install " + debianPackage;
    if (System.getProperty("framewalk.require", "none").equals("all")) {
      Assertions.fail(message);
    }
    Assumptions.abort(message);
  }
}
