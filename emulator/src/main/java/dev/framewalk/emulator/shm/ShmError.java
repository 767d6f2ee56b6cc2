package dev.framewalk.emulator.shm;

/** Why a request was refused. A refusal changes nothing. */
public enum ShmError {
  /** No object has this name, and none was to be created. */
  NOT_FOUND,
  /** An exclusive creation met an object of this name; the exception carries its id. */
  ALREADY_EXISTS,
  /**
   * The name is empty, is {@code .} or {@code ..}, holds a slash beyond the leading one, or a NUL.
   */
  INVALID_NAME,
  /** The name is longer than {@link ShmLimits#nameBytes()}. */
  NAME_TOO_LONG,
  /** {@link ShmLimits#objects()} objects live already. */
  TOO_MANY_OBJECTS,
  /** The size is negative. */
  INVALID_SIZE,
  /** The size is more than {@link ShmLimits#objectBytes()}. */
  TOO_LARGE,
  /** The handle was opened to be read only. */
  READ_ONLY,
  /** Too few frames are free, for the object's pages or for the tables of its mappings. */
  OUT_OF_MEMORY
}
