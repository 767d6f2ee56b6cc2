package dev.framewalk.emulator.shm;

import java.util.OptionalLong;

/**
 * A refusal of the registry's, which a guest sees as an errno. Nothing was changed. It has no stack
 * trace: it is an answer, not a bug.
 */
public final class ShmException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ShmError error;
  private final long objectId;

  private ShmException(ShmError error, long objectId, String message) {
    super(message, null, false, false);
    this.error = error;
    this.objectId = objectId;
  }

  static ShmException of(ShmError error, String message) {
    return new ShmException(error, 0, message);
  }

  static ShmException about(ShmObject object, ShmError error, String message) {
    return new ShmException(error, object.id(), message);
  }

  /** The reason. */
  public ShmError error() {
    return error;
  }

  /** The object that stands in the way; always there for {@link ShmError#ALREADY_EXISTS}. */
  public OptionalLong objectId() {
    return objectId == 0 ? OptionalLong.empty() : OptionalLong.of(objectId);
  }
}
