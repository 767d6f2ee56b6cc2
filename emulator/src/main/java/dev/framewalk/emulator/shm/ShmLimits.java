package dev.framewalk.emulator.shm;

/**
 * How much a registry takes on.
 *
 * @param nameBytes longest name, in bytes of UTF-8 without the leading slash; at least 1
 * @param objects most objects created by name that live at once, those included that were unlinked
 *     and are still referenced; at least 1
 * @param objectBytes largest size of an object created by name; at least 1
 */
public record ShmLimits(int nameBytes, int objects, long objectBytes) {
  private static final ShmLimits DEFAULTS = new ShmLimits(255, 256, 256L << 20);

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public ShmLimits {
    if (nameBytes < 1 || objects < 1 || objectBytes < 1) {
      throw new IllegalArgumentException(
          "limit not positive: nameBytes="
              + nameBytes
              + ", objects="
              + objects
              + ", objectBytes="
              + objectBytes);
    }
  }

  /** Names of 255 bytes, 256 objects, 256 MiB each. */
  public static ShmLimits defaults() {
    return DEFAULTS;
  }

  /** These limits with another longest name, in bytes. */
  public ShmLimits withNameBytes(int bytes) {
    return new ShmLimits(bytes, objects, objectBytes);
  }

  /** These limits with another number of objects. */
  public ShmLimits withObjects(int count) {
    return new ShmLimits(nameBytes, count, objectBytes);
  }

  /** These limits with another largest size, in bytes. */
  public ShmLimits withObjectBytes(long bytes) {
    return new ShmLimits(nameBytes, objects, bytes);
  }
}
