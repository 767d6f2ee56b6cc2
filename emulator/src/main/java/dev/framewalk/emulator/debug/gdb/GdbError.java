package dev.framewalk.emulator.debug.gdb;

/** What a packet is refused with: the reply to it. Without a stack: it is no failure of ours. */
final class GdbError extends Exception {
  private static final long serialVersionUID = 1L;

  /** What was asked for cannot be understood (EINVAL). */
  static final GdbError INVALID = new GdbError("E22");

  /** No such thread (ESRCH). */
  static final GdbError NO_THREAD = new GdbError("E03");

  /** No such memory (EFAULT). */
  static final GdbError NO_MEMORY = new GdbError("E14");

  /** The packet is too long (E2BIG). */
  static final GdbError TOO_LONG = new GdbError("E07");

  private final String reply;

  private GdbError(String reply) {
    super(reply, null, false, false);
    this.reply = reply;
  }

  /** A refusal that gdb shows as it is. */
  static GdbError of(String message) {
    // What marks a packet's end, an escape or a run must not stand in it.
    return new GdbError("E." + message.replaceAll("[^ -~]|[#$}*]", "?"));
  }

  String reply() {
    return reply;
  }
}
