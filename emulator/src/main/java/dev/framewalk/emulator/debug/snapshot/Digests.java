package dev.framewalk.emulator.debug.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that ends a file. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
