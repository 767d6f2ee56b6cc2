package dev.framewalk.emulator.shm;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refused call says. */
final class Refusals {
  private Refusals() {}

  static ShmError refusal(ThrowingCallable call) {
    return of(call).error();
  }

  static ShmException of(ThrowingCallable call) {
    final ShmException refused = catchThrowableOfType(ShmException.class, call);
    if (refused == null) {
      throw new AssertionError("not refused");
    }
    return refused;
  }
}
