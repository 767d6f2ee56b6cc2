package dev.framewalk.emulator.debug.session;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether somebody has asked for a run to stand still. */
final class Interruption {
  private final AtomicBoolean asked = new AtomicBoolean();

  void ask() {
    asked.set(true);
  }

  /** Says so, once. */
  boolean take() {
    return asked.get() && asked.getAndSet(false);
  }
}
