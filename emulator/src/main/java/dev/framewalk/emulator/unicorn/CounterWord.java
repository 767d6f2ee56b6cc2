package dev.framewalk.emulator.unicorn;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Where an engine keeps how many instructions it has begun in a run, and how many it may: two
 * adjacent words of its {@code struct uc_struct}, {@code emu_counter} and {@code emu_count}.
 *
 * <p>They are no part of Unicorn's interface, and lie elsewhere in every version. They are looked
 * for: two budgets that were spent leave budget and one more behind, side by side, in one place
 * only. Nothing is read but what the host's allocator says belongs to the engine.
 */
final class CounterWord {
  /** Budgets that no other field of an engine is likely to hold. */
  private static final long[] BUDGETS = {7777, 3331, 5003};

  private static final int CODE = 0x1000;

  /** {@code nop; jmp -3}: an endless loop. */
  private static final byte[] LOOP = {(byte) 0x90, (byte) 0xeb, (byte) 0xfd};

  private CounterWord() {}

  /**
   * The offset of {@code emu_counter} in the engine, empty if it is not found.
   *
   * @param engine in 64-bit mode without paging, with {@code ram} at physical address 0
   */
  static OptionalLong find(RawEngine engine, HostMemory ram) {
    final long size = usableSize(engine.handle());
    if (size < 2 * Long.BYTES) {
      return OptionalLong.empty();
    }
    final ByteBuffer words =
        new Pointer(engine.handle())
            .getByteBuffer(0, size & -Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    ram.window(0).put(CODE, LOOP);
    engine.control("uc_ctl_flush_tb", UnicornApi.CTL_TB_FLUSH, 0);
    boolean[] possible = new boolean[words.capacity() / Long.BYTES];
    java.util.Arrays.fill(possible, true);
    for (final long budget : BUDGETS) {
      final int error = UnicornApi.uc_emu_start(engine.handle(), CODE, 0, 0, budget);
      if (error != UcError.CODE_OK) {
        return OptionalLong.empty();
      }
      for (int i = 0; i < possible.length; i++) {
        possible[i] &=
            i + 1 < possible.length
                && words.getLong(i * Long.BYTES) == budget + 1
                && words.getLong((i + 1) * Long.BYTES) == budget;
      }
    }
    OptionalLong found = OptionalLong.empty();
    for (int i = 0; i < possible.length; i++) {
      if (possible[i]) {
        if (found.isPresent()) {
          return OptionalLong.empty();
        }
        found = OptionalLong.of((long) i * Long.BYTES);
      }
    }
    return found;
  }

  /** Bytes behind {@code pointer} that were allocated with it; 0 where the host does not say. */
  private static long usableSize(long pointer) {
    if (!Platform.isLinux() || Long.BYTES != com.sun.jna.Native.POINTER_SIZE) {
      return 0;
    }
    try {
      return (Long)
          NativeLibrary.getProcess()
              .getFunction("malloc_usable_size")
              .invoke(Long.class, new Object[] {pointer});
    } catch (UnsatisfiedLinkError e) {
      return 0;
    }
  }
}
