package dev.framewalk.emulator.suite;

/** Something in a directive that cannot be understood. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Place place;

  Malformed(Place place, String message) {
    super(message, null, false, false);
    this.place = place;
  }

  Place place() {
    return place;
  }
}
