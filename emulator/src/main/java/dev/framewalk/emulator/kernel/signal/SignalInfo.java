package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.kernel.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What is known of one signal that was sent: {@code siginfo_t} (sigaction(2), "The siginfo_t
 * argument to a SA_SIGINFO handler").
 *
 * <pre>
 *    0 si_signo   4 si_errno   8 si_code   12 padding   16 fields, by the kind of signal
 * </pre>
 *
 * @param errno si_errno
 * @param code si_code: who sent it
 */
public record SignalInfo(Signal signal, int errno, int code, Fields fields) {
  /** Bytes of a siginfo_t. */
  public static final int BYTES = 128;

  /** kill(2). */
  public static final int SI_USER = 0;

  /** The kernel. */
  public static final int SI_KERNEL = 0x80;

  /** sigqueue(3). */
  public static final int SI_QUEUE = -1;

  /** timer_settime(2). */
  public static final int SI_TIMER = -2;

  /** tkill(2) and tgkill(2). */
  public static final int SI_TKILL = -6;

  private static final int FIELDS = 16;

  /** What else is known, by who sent the signal. */
  public sealed interface Fields {}

  /** Nothing. */
  public record None() implements Fields {}

  /** A process that sent it: si_pid, si_uid. */
  public record Sender(int pid, int uid) implements Fields {}

  /** A timer: si_timerid, si_overrun, si_value. */
  public record OfTimer(int timer, int overrun, long value) implements Fields {}

  /** A child that changed: si_pid, si_uid, si_status; its times are given as 0. */
  public record OfChild(int pid, int uid, int status) implements Fields {}

  /**
   * An exception: si_addr.
   *
   * @param protectionKey si_pkey; 0 unless the code is SEGV_PKUERR
   */
  public record OfFault(long address, int protectionKey) implements Fields {}

  /** What a process made up (rt_sigqueueinfo(2)): the bytes from offset 16 on. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never given out
  public record Raw(byte[] bytes) implements Fields {
    @Override
    public boolean equals(Object other) {
      return other instanceof Raw raw && Arrays.equals(bytes, raw.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return HexFormat.of().formatHex(bytes);
    }
  }

  /** From the kernel, without more to say: SI_KERNEL. */
  public static SignalInfo ofKernel(Signal signal) {
    return new SignalInfo(signal, 0, SI_KERNEL, new None());
  }

  /** From {@code sender}, by a call that {@code code} names. */
  public static SignalInfo ofSender(Signal signal, int code, Task sender) {
    return new SignalInfo(
        signal, 0, code, new Sender(sender.pid(), sender.process().credentials().uid()));
  }

  /** An exception of the task itself. */
  public static SignalInfo ofFault(Signal signal, int code, long address, int protectionKey) {
    return new SignalInfo(signal, 0, code, new OfFault(address, protectionKey));
  }

  /** That {@code child} has changed as {@code code}, CLD_EXITED or another, says. */
  public static SignalInfo ofChild(Signal signal, int code, Process child, int status) {
    final Credentials credentials = child.credentials();
    return new SignalInfo(signal, 0, code, new OfChild(child.pid(), credentials.uid(), status));
  }

  /** What the {@link #BYTES} bytes of a process say, with {@code signal} for si_signo. */
  public static SignalInfo decode(Signal signal, byte[] bytes) {
    final ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new SignalInfo(
        signal, from.getInt(4), from.getInt(8), new Raw(Arrays.copyOfRange(bytes, FIELDS, BYTES)));
  }

  /** As the guest sees it: {@link #BYTES} bytes. */
  public byte[] encode() {
    final byte[] bytes = new byte[BYTES];
    final ByteBuffer to = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    to.putInt(0, signal.number()).putInt(4, errno).putInt(8, code).position(FIELDS);
    if (fields instanceof Sender from) {
      to.putInt(from.pid()).putInt(from.uid());
    } else if (fields instanceof OfTimer of) {
      to.putInt(of.timer()).putInt(of.overrun()).putLong(of.value());
    } else if (fields instanceof OfChild of) {
      to.putInt(of.pid()).putInt(of.uid()).putInt(of.status());
    } else if (fields instanceof OfFault of) {
      to.putLong(of.address()).putLong(0).putInt(of.protectionKey());
    } else if (fields instanceof Raw raw) {
      to.put(raw.bytes());
    }
    return bytes;
  }
}
