package dev.framewalk.emulator.unicorn;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * The x87 and SSE registers of a context as FXSAVE64 writes them and FXRSTOR64 reads them (Intel
 * SDM 1, 10.5.1 "FXSAVE Area", table 10-2).
 *
 * <pre>
 *     0 FCW   2 FSW   4 tags, a bit a register: 1 if it holds something   6 FOP
 *     8 FIP  16 FDP  24 MXCSR  28 MXCSR_MASK
 *    32 ST0 … ST7, 16 bytes each   160 XMM0 … XMM15, 16 bytes each   416 nothing
 * </pre>
 *
 * The engine does not keep FOP, FIP and FDP: they are 0.
 */
final class FxImage {
  static final int BYTES = 512;

  private static final int FCW = 0;
  private static final int FSW = 2;
  private static final int TAGS = 4;
  private static final int MXCSR = 24;
  private static final int MXCSR_MASK = 28;
  private static final int ST = 32;
  private static final int XMM = 160;
  private static final int SLOT = 16;

  /** Bits of MXCSR that there are; the engine's own FXSAVE says the same. */
  private static final int MXCSR_BITS = 0xffff;

  private static final int X87_REGISTERS = 8;
  private static final int XMM_REGISTERS = 16;
  private static final int REGISTERS = X87_REGISTERS + XMM_REGISTERS + 4;

  /** Behind the image: the x87 registers by number, the tag word, the arguments of a call. */
  private static final int PHYSICAL = BYTES;

  private static final int TAG_WORD = PHYSICAL + SLOT * X87_REGISTERS;
  private static final int NUMBERS = TAG_WORD + 8;
  private static final int PLACES = NUMBERS + Integer.BYTES * REGISTERS;
  private static final int ALL = PLACES + Long.BYTES * REGISTERS;

  private FxImage() {}

  /** The registers of the context at {@code context}. */
  static byte[] save(long context) {
    try (Memory memory = memory()) {
      UcError.check(
          "uc_context_reg_read_batch",
          UnicornApi.uc_context_reg_read_batch(
              context, address(memory, NUMBERS), address(memory, PLACES), REGISTERS));
      final byte[] image = memory.getByteArray(0, BYTES);
      final int tagWord = memory.getShort(TAG_WORD);
      int tags = 0;
      for (int i = 0; i < X87_REGISTERS; i++) {
        tags |= (tagWord >> 2 * i & 3) == 3 ? 0 : 1 << i;
        memory.read(PHYSICAL + SLOT * physical(image, i), image, ST + SLOT * i, 10);
      }
      image[TAGS] = (byte) tags;
      image[MXCSR_MASK] = (byte) MXCSR_BITS;
      image[MXCSR_MASK + 1] = (byte) (MXCSR_BITS >> 8);
      return image;
    }
  }

  /** Loads them; bits of MXCSR that there are not are taken as 0. */
  static void restore(long context, byte[] image) {
    try (Memory memory = memory()) {
      memory.write(0, image, 0, BYTES);
      memory.setInt(MXCSR, memory.getInt(MXCSR) & MXCSR_BITS);
      int tagWord = 0;
      for (int i = 0; i < X87_REGISTERS; i++) {
        tagWord |= (image[TAGS] >> i & 1) != 0 ? 0 : 3 << 2 * i;
        memory.write(PHYSICAL + SLOT * physical(image, i), image, ST + SLOT * i, SLOT);
      }
      memory.setShort(TAG_WORD, (short) tagWord);
      UcError.check(
          "uc_context_reg_write_batch",
          UnicornApi.uc_context_reg_write_batch(
              context, address(memory, NUMBERS), address(memory, PLACES), REGISTERS));
    }
  }

  /** The number of the register that ST({@code i}) is: the top of the stack is in FSW. */
  private static int physical(byte[] image, int i) {
    return (image[FSW + 1] >> 3) + i & 7;
  }

  /** An image of zeroes, and what a call has to be given to fill it. */
  private static Memory memory() {
    final Memory memory = new Memory(ALL);
    memory.clear();
    int at = 0;
    for (int i = 0; i < X87_REGISTERS; i++) {
      name(memory, at++, UnicornApi.REG_FP0 + i, PHYSICAL + SLOT * i);
    }
    for (int i = 0; i < XMM_REGISTERS; i++) {
      name(memory, at++, UnicornApi.REG_XMM0 + i, XMM + SLOT * i);
    }
    name(memory, at++, UnicornApi.REG_FPCW, FCW);
    name(memory, at++, UnicornApi.REG_FPSW, FSW);
    name(memory, at++, UnicornApi.REG_FPTAG, TAG_WORD);
    name(memory, at, UnicornApi.REG_MXCSR, MXCSR);
    return memory;
  }

  private static void name(Memory memory, int index, int register, int place) {
    memory.setInt(NUMBERS + (long) Integer.BYTES * index, register);
    memory.setLong(PLACES + (long) Long.BYTES * index, address(memory, place));
  }

  private static long address(Memory memory, int offset) {
    return Pointer.nativeValue(memory) + offset;
  }
}
