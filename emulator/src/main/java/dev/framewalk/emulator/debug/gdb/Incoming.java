package dev.framewalk.emulator.debug.gdb;

/** What comes from a client. */
sealed interface Incoming {
  /**
   * A packet whose checksum is right.
   *
   * @param payload one char a byte, escapes undone
   */
  record Packet(String payload) implements Incoming {}

  /** A packet whose checksum is wrong, or that was begun and not ended. */
  record Damaged() implements Incoming {}

  /** A packet of more bytes than we said that we take; it has been passed over. */
  record TooLong() implements Incoming {}

  /** The wish that the run stops. */
  record Break() implements Incoming {}

  /** Our last packet did not arrive as it should. */
  record Again() implements Incoming {}

  /** Nothing for a while. */
  record Silence() implements Incoming {}

  /** Something that gdb does not send. */
  record Noise(int first) implements Incoming {}

  /** No more. */
  record End() implements Incoming {}
}
