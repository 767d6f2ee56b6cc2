package dev.framewalk.emulator.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Standard output or standard error cannot be written: the run has nobody to run for. */
final class OutputFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param stream what could not be written, for people
   */
  OutputFailure(String stream, IOException cause) {
    super("cannot write to " + stream + ": " + cause.getMessage(), cause);
  }

  /** Whether the reader went away (EPIPE), which is nobody's mistake. */
  boolean readerIsGone() {
    final @Nullable Throwable cause = getCause();
    // The JDK tells a closed pipe from a full disk by the host's text alone.
    return cause != null && String.valueOf(cause.getMessage()).contains("Broken pipe");
  }
}
