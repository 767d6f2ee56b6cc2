package dev.framewalk.guest.junit;

/** A class that a test puts into an archive, and loads out of it. */
final class Archived {
  private Archived() {}
}
