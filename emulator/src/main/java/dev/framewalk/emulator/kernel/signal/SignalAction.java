package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.Signal.DefaultAction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a process does on a signal: the kernel's {@code struct sigaction} (rt_sigaction(2)).
 *
 * <pre>
 *    0 handler   8 flags   16 restorer   24 mask
 * </pre>
 *
 * @param handler an address of the guest's, or {@link #SIG_DFL} or {@link #SIG_IGN}
 * @param flags SA_* bits
 * @param restorer where a handler returns to
 * @param mask what is blocked besides while the handler runs
 */
public record SignalAction(long handler, long flags, long restorer, long mask) {
  /** Bytes of the structure. */
  public static final int BYTES = 32;

  public static final long SIG_DFL = 0;
  public static final long SIG_IGN = 1;

  public static final long SA_NOCLDSTOP = 1;
  public static final long SA_NOCLDWAIT = 2;
  public static final long SA_SIGINFO = 4;
  public static final long SA_RESTORER = 0x0400_0000;
  public static final long SA_ONSTACK = 0x0800_0000;
  public static final long SA_RESTART = 0x1000_0000;
  public static final long SA_NODEFER = 0x4000_0000;
  public static final long SA_RESETHAND = 0x8000_0000L;

  /** SA_EXPOSE_TAGBITS, which changes nothing on x86. */
  private static final long SA_EXPOSE_TAGBITS = 0x800;

  private static final long KNOWN =
      SA_NOCLDSTOP
          | SA_NOCLDWAIT
          | SA_SIGINFO
          | SA_RESTORER
          | SA_ONSTACK
          | SA_RESTART
          | SA_NODEFER
          | SA_RESETHAND
          | SA_EXPOSE_TAGBITS;

  /** What a process starts with. */
  public static final SignalAction DEFAULT = new SignalAction(SIG_DFL, 0, 0, 0);

  /** What a guest's structure says; flags that nobody knows are left out (sigaction(2)). */
  public static SignalAction decode(byte[] bytes) {
    final ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new SignalAction(
        from.getLong(0),
        from.getLong(8) & KNOWN,
        from.getLong(16),
        from.getLong(24) & ~TaskSignals.UNBLOCKABLE);
  }

  /** As the guest sees it: {@link #BYTES} bytes. */
  public byte[] encode() {
    final byte[] bytes = new byte[BYTES];
    final ByteBuffer unused =
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(handler)
            .putLong(flags)
            .putLong(restorer)
            .putLong(mask);
    return bytes;
  }

  public boolean has(long flag) {
    return (flags & flag) != 0;
  }

  public boolean isDefault() {
    return handler == SIG_DFL;
  }

  /** Whether a function of the guest's runs. */
  public boolean isHandler() {
    return handler != SIG_DFL && handler != SIG_IGN;
  }

  /** Whether nothing comes of {@code signal}. */
  public boolean ignores(Signal signal) {
    return handler == SIG_IGN
        || (handler == SIG_DFL
            && (signal.defaultAction() == DefaultAction.IGNORE
                || signal.defaultAction() == DefaultAction.CONTINUE));
  }

  /** The same with the handler gone (SA_RESETHAND). */
  SignalAction reset() {
    return new SignalAction(SIG_DFL, flags, restorer, mask);
  }
}
