package dev.framewalk.emulator.cli;

/** The version of Framewalk. A constant, so that saying it reads no file. */
final class Version {
  /** The same as in the pom.xml, which a test watches over. */
  static final String VALUE = "0.1.0-SNAPSHOT";

  private Version() {}
}
