package dev.framewalk.emulator.unicorn;

/** A version of the Unicorn library. */
public record UnicornVersion(int major, int minor, int patch)
    implements Comparable<UnicornVersion> {
  /** The first version whose x86 MMU, CR4 and CPU models are right. */
  public static final UnicornVersion LEAST = new UnicornVersion(2, 1, 3);

  /** Whether Framewalk can run on this version. */
  public boolean suffices() {
    return major == LEAST.major && compareTo(LEAST) >= 0;
  }

  @Override
  public int compareTo(UnicornVersion other) {
    if (major != other.major) {
      return Integer.compare(major, other.major);
    }
    if (minor != other.minor) {
      return Integer.compare(minor, other.minor);
    }
    return Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
