package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer, to be shown to a person or a program. */
public interface Shown {
  /** Lines for a person, each ended by a line feed. */
  String text(Style style);

  /**
   * One JSON object for a program. Its first field {@code schema} names form and version: {@code
   * framewalk.walk/1}. Addresses and raw entries are strings as {@code 0x7f00}, counts are numbers.
   */
  ObjectNode json();

  /** Whether the answer is what a person hopes for: an audit that found something is not. */
  default boolean good() {
    return true;
  }
}
