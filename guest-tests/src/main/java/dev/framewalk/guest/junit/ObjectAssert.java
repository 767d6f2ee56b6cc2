package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.emulator.shm.ShmStat;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a shared-memory object, as it is now. */
public final class ObjectAssert extends AbstractAssert<ObjectAssert, ShmObject> {
  ObjectAssert(ShmObject object) {
    super(object, ObjectAssert.class);
  }

  /** It has so many bytes. */
  @CanIgnoreReturnValue
  public ObjectAssert ofSize(long bytes) {
    return check(stat().size(), bytes, "bytes");
  }

  /** It holds so many frames. */
  @CanIgnoreReturnValue
  public ObjectAssert ofFrames(long frames) {
    return check(stat().frames(), frames, "frames");
  }

  /** So many mappings show it. */
  @CanIgnoreReturnValue
  public ObjectAssert mapped(int times) {
    return check(stat().mappings(), times, "mappings");
  }

  /** So many descriptors and other handles are open on it. */
  @CanIgnoreReturnValue
  public ObjectAssert opened(int times) {
    return check(stat().handles(), times, "open handles");
  }

  /** Its permission bits are these: {@code 0600}. */
  @CanIgnoreReturnValue
  public ObjectAssert withMode(int mode) {
    if (stat().mode() != mode) {
      throw failure(
          "%s",
          name()
              + " was to have mode 0"
              + Integer.toOctalString(mode)
              + ", but has 0"
              + Integer.toOctalString(stat().mode()));
    }
    return this;
  }

  private ShmStat stat() {
    return actual.stat();
  }

  private String name() {
    return Printable.of(stat().name().map(Object::toString).orElse("an object without a name"));
  }

  @CanIgnoreReturnValue
  private ObjectAssert check(long found, long expected, String what) {
    if (found != expected) {
      throw failure("%s", name() + " was to have " + expected + " " + what + ", but has " + found);
    }
    return this;
  }
}
