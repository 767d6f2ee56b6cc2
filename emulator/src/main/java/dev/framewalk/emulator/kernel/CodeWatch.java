package dev.framewalk.emulator.kernel;

/**
 * What the kernel knows of changes to guest code, for a CPU that keeps translations of it.
 *
 * <p>A CPU sees the stores of its own guests. It does not see the kernel's, nor that a frame is
 * executable again with other bytes in it, nor what a second engine over the same memory stored.
 */
public final class CodeWatch {
  private long changes;
  private boolean writableCode;

  /**
   * How often executable bytes have appeared or changed behind the CPU's back. Who keeps
   * translations drops them when the number is not the one he saw last.
   */
  public long changes() {
    return changes;
  }

  /**
   * Whether there ever was a page that could be written while it, or another mapping of it, could
   * be executed. From then on translations must not outlive a change of engine.
   */
  public boolean mayBeWritten() {
    return writableCode;
  }

  void changed() {
    changes++;
  }

  void writableCodeExists() {
    writableCode = true;
  }
}
