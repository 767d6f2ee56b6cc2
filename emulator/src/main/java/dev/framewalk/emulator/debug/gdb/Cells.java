package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.gdb.GdbRegister.Cell;
import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.unicorn.Register;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/** Where the registers that gdb asks for are kept. */
final class Cells {
  /** A value that may be stored. */
  private interface Rule {
    void check(long value) throws GdbError;
  }

  /** CF, PF, AF, ZF, SF, TF, DF, OF, RF and AC: what ptrace(2) lets a debugger change. */
  private static final long EFLAGS_OF_A_DEBUGGER = 0x50dd5;

  // Intel SDM 1, 10.5.1 "FXSAVE Area".
  private static final int FX_STATUS = 2;
  private static final int FX_TAGS = 4;
  private static final int FX_ST = 32;
  private static final int FX_SLOT = 16;
  private static final int ST_BYTES = 10;

  private Cells() {}

  /** A register of the CPU's that takes any value. */
  static Cell general(Register register, int bytes) {
    return word(register, bytes, value -> {});
  }

  /** One that holds an address of the program's. */
  static Cell address(Register register) {
    return word(
        register,
        8,
        value -> {
          if (value < 0 || value >= AddressSpace.END) {
            throw GdbError.of("not an address of a program: 0x" + Long.toHexString(value));
          }
        });
  }

  private static Cell word(Register register, int bytes, Rule rule) {
    return new Cell() {
      @Override
      public byte[] read(RegisterView view) {
        return little(view.state().get(register), bytes);
      }

      @Override
      public void write(RegisterView view, byte[] value) throws GdbError {
        rule.check(number(value));
        view.state().set(register, number(value));
      }
    };
  }

  /** RFLAGS, of which a program may change the flags of arithmetic and a few more. */
  static Cell flags() {
    return new Cell() {
      @Override
      public byte[] read(RegisterView view) {
        return little(view.state().get(Register.RFLAGS), 4);
      }

      @Override
      public void write(RegisterView view, byte[] value) {
        final long now = view.state().get(Register.RFLAGS);
        view.state()
            .set(
                Register.RFLAGS,
                now & ~EFLAGS_OF_A_DEBUGGER | number(value) & EFLAGS_OF_A_DEBUGGER);
      }
    };
  }

  /** One that belongs to the kernel, or says how the CPU runs. */
  static Cell fixed(String name, int bytes, ToLongFunction<RegisterView> source) {
    return new Cell() {
      @Override
      public byte[] read(RegisterView view) {
        return little(source.applyAsLong(view), bytes);
      }

      @Override
      public void write(RegisterView view, byte[] value) throws GdbError {
        if (!Arrays.equals(value, read(view))) {
          throw GdbError.of(name + " can only be read: the kernel sets it");
        }
      }
    };
  }

  /** Bytes of the FXSAVE image, filled up with zeroes. */
  static Cell floating(int offset, int stored, int bytes) {
    return new Cell() {
      @Override
      public byte[] read(RegisterView view) {
        return Arrays.copyOf(Arrays.copyOfRange(view.floating(), offset, offset + stored), bytes);
      }

      @Override
      public void write(RegisterView view, byte[] value) {
        System.arraycopy(value, 0, view.floating(), offset, stored);
        view.storeFloating();
      }
    };
  }

  /** What the engine does not keep of the x87: where its last instruction and operand were. */
  static Cell absent() {
    return new Cell() {
      @Override
      public byte[] read(RegisterView view) {
        return new byte[4];
      }

      @Override
      public void write(RegisterView view, byte[] value) {
        // Nothing reads it.
      }
    };
  }

  /** The tag word with two bits a register, of which FXSAVE keeps one. */
  static Cell tags() {
    return new Cell() {
      @Override
      public byte[] read(RegisterView view) {
        final byte[] image = view.floating();
        final int top = image[FX_STATUS + 1] >> 3 & 7;
        int word = 0;
        for (int i = 0; i < 8; i++) {
          final int tag = (image[FX_TAGS] >> i & 1) == 0 ? 3 : kind(image, i - top & 7);
          word |= tag << 2 * i;
        }
        return little(word, 4);
      }

      @Override
      public void write(RegisterView view, byte[] value) {
        int abridged = 0;
        for (int i = 0; i < 8; i++) {
          abridged |= (number(value) >> 2 * i & 3) == 3 ? 0 : 1 << i;
        }
        view.floating()[FX_TAGS] = (byte) abridged;
        view.storeFloating();
      }
    };
  }

  /**
   * What ST({@code i}), which is not empty, holds: 0 a number, 1 zero, 2 anything else (Intel SDM
   * 1, 10.5.1.1, table 10-2 "Recreating FSAVE Format").
   */
  private static int kind(byte[] image, int i) {
    final int at = FX_ST + FX_SLOT * i;
    final long significand = number(Arrays.copyOfRange(image, at, at + 8));
    final int exponent = (int) number(Arrays.copyOfRange(image, at + 8, at + ST_BYTES)) & 0x7fff;
    if (exponent == 0) {
      return significand == 0 ? 1 : 2;
    }
    return exponent == 0x7fff || significand >= 0 ? 2 : 0;
  }

  static byte[] little(long value, int bytes) {
    final byte[] little = new byte[bytes];
    for (int i = 0; i < bytes && i < Long.BYTES; i++) {
      little[i] = (byte) (value >>> 8 * i);
    }
    return little;
  }

  static long number(byte[] little) {
    long value = 0;
    for (int i = Math.min(little.length, Long.BYTES) - 1; i >= 0; i--) {
      value = value << 8 | little[i] & 0xff;
    }
    return value;
  }
}
