package dev.framewalk.emulator.machine;

/** The machine itself cannot go on: a bug of ours, or of the engine's. */
final class MachineFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MachineFailure(String message) {
    super(message);
  }
}
