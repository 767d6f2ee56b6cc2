package dev.framewalk.emulator.unicorn;

import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The counter of an engine that counts: how many instructions it has begun, and may begin. */
final class InstructionCounter {
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer words;

  /**
   * @param offset that {@link CounterWord} found
   */
  InstructionCounter(RawEngine engine, long offset) {
    this.words =
        new Pointer(engine.handle())
            .getByteBuffer(offset, 2 * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Instructions begun in this run, or in the last one; the one that a budget ended is one more.
   */
  long begun() {
    return (long) WORD.getOpaque(words, 0);
  }

  /** From a callback within an instruction: whether the budget has ended before it. */
  boolean spent() {
    return begun() > (long) WORD.getOpaque(words, Long.BYTES);
  }

  /** Whether nothing more may begin. */
  boolean isUsedUp() {
    return begun() >= (long) WORD.getOpaque(words, Long.BYTES);
  }

  /** From a callback within an instruction: lets the run end behind that instruction. */
  void endBehindThis() {
    WORD.setOpaque(words, Long.BYTES, begun());
  }

  /** From any thread while the engine runs: lets the run end before its next instruction. */
  void endNow() {
    WORD.setVolatile(words, Long.BYTES, 0L);
  }
}
