package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.kernel.LoadException;

/** Sessions for tests of other packages. */
public final class SessionGuests {
  private SessionGuests() {}

  /** A session of one program for each of {@code programs}, the lines from {@code _start} on. */
  public static DebugSession start(String[]... programs) throws LoadException {
    final Guests guests = new Guests();
    for (int i = 0; i < programs.length; i++) {
      guests.add("guest" + i, programs[i]);
    }
    return guests.start();
  }
}
