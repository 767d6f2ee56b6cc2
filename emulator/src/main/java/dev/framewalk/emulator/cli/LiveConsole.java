package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.kernel.Console;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A guest's standard stream that is a stream of ours: each write of the guest's is a write of ours,
 * so that the order of both streams and of all processes is kept and an interrupt loses nothing.
 */
record LiveConsole(OutputStream stream, String name) implements Console {
  /**
   * @throws OutputFailure if the stream cannot be written; it ends the run
   */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      stream.write(bytes, offset, length);
    } catch (IOException e) {
      throw new OutputFailure(name, e);
    }
  }
}
