package dev.framewalk.emulator.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a program finds on its stack: argc, argv, envp and the auxiliary vector, and above them the
 * strings that they point to (System V ABI AMD64, 3.4.1 "Initial Stack and Register State").
 */
final class InitialStack {
  /** Linux allows a quarter of the stack for arguments, environment and pointers (execve(2)). */
  private static final long MAX_BYTES = ProgramLoader.STACK_BYTES / 4;

  private static final int AT_NULL = 0;
  private static final int AT_PHDR = 3;
  private static final int AT_PHENT = 4;
  private static final int AT_PHNUM = 5;
  private static final int AT_PAGESZ = 6;
  private static final int AT_BASE = 7;
  private static final int AT_FLAGS = 8;
  private static final int AT_ENTRY = 9;
  private static final int AT_UID = 11;
  private static final int AT_EUID = 12;
  private static final int AT_GID = 13;
  private static final int AT_EGID = 14;
  private static final int AT_PLATFORM = 15;
  private static final int AT_HWCAP = 16;
  private static final int AT_CLKTCK = 17;
  private static final int AT_SECURE = 23;
  private static final int AT_RANDOM = 25;
  private static final int AT_HWCAP2 = 26;
  private static final int AT_EXECFN = 31;
  private static final int AT_MINSIGSTKSZ = 51;

  /** HWCAP2_FSGSBASE (Linux arch/x86/include/uapi/asm/hwcap2.h): the firmware sets CR4.FSGSBASE. */
  private static final int FSGSBASE = 1 << 1;

  /** Ticks a second of times(2): USER_HZ. */
  private static final int CLOCK_TICKS = 100;

  /**
   * Bytes of a signal's frame, as Linux's arch/x86/kernel/signal.c, init_sigframe_size has them
   * where XSAVE is not used: the frame with its siginfo and ucontext, an FXSAVE image and the
   * padding of both, in 16s.
   */
  private static final int SIGNAL_FRAME_BYTES = 1040;

  private final long base;
  private final Charset charset;
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

  private InitialStack(long base, Charset charset) {
    this.base = base;
    this.charset = charset;
  }

  /**
   * Writes it all at the top of the stack.
   *
   * @param charset what the strings become bytes by
   * @param seed where the sixteen bytes of AT_RANDOM come from
   * @return the first RSP, a multiple of 16, where argc is
   */
  static long build(
      Process process,
      ElfImage image,
      List<String> arguments,
      List<String> environment,
      Charset charset,
      long seed)
      throws ErrnoException, LoadException {
    final long stringBytes = stringBytes(image, arguments, environment, charset);
    final long all = stringBytes + 8L * (arguments.size() + environment.size());
    if (all > MAX_BYTES) {
      throw new LoadException(
          image.name()
              + ": arguments and environment of "
              + all
              + " bytes with their pointers; at most "
              + MAX_BYTES);
    }
    final InitialStack stack =
        new InitialStack((ProgramLoader.STACK_TOP - 8 - stringBytes) & -16, charset);
    final List<Long> words = new ArrayList<>();
    words.add((long) arguments.size());
    stack.addAll(words, arguments);
    stack.addAll(words, environment);
    stack.addAuxiliary(words, process, image, seed);
    final long bottom = (stack.base - 8L * words.size()) & -16;
    final ByteBuffer vector = ByteBuffer.allocate(8 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach(vector::putLong);
    process.memory().copyOut(bottom, vector.array(), 0, vector.capacity());
    final byte[] above = stack.strings.toByteArray();
    process.memory().copyOut(stack.base, above, 0, above.length);
    return bottom;
  }

  private static long stringBytes(
      ElfImage image, List<String> arguments, List<String> environment, Charset charset) {
    long bytes = 16 + "x86_64".length() + 1 + image.name().getBytes(charset).length + 1;
    for (final String text : arguments) {
      bytes += text.getBytes(charset).length + 1L;
    }
    for (final String text : environment) {
      bytes += text.getBytes(charset).length + 1L;
    }
    return bytes;
  }

  private void addAll(List<Long> words, List<String> texts) {
    for (final String text : texts) {
      words.add(string(text));
    }
    words.add(0L);
  }

  private void addAuxiliary(List<Long> words, Process process, ElfImage image, long seed) {
    final long random = base + strings.size();
    final SplittableRandom generator = new SplittableRandom(seed);
    for (int i = 0; i < 16; i++) {
      strings.write(generator.nextInt(256));
    }
    final KernelConfig config = process.kernel().config();
    pair(words, AT_MINSIGSTKSZ, SIGNAL_FRAME_BYTES);
    pair(words, AT_HWCAP, Integer.toUnsignedLong(config.processorFeatures()));
    pair(words, AT_PAGESZ, 4096);
    pair(words, AT_CLKTCK, CLOCK_TICKS);
    pair(words, AT_PHDR, image.programHeaders());
    pair(words, AT_PHENT, ElfImage.PROGRAM_HEADER_BYTES);
    pair(words, AT_PHNUM, image.programHeaderCount());
    pair(words, AT_BASE, 0);
    pair(words, AT_FLAGS, 0);
    pair(words, AT_ENTRY, image.entry());
    final Credentials credentials = process.credentials();
    pair(words, AT_UID, Integer.toUnsignedLong(credentials.uid()));
    pair(words, AT_EUID, Integer.toUnsignedLong(credentials.effectiveUid()));
    pair(words, AT_GID, Integer.toUnsignedLong(credentials.gid()));
    pair(words, AT_EGID, Integer.toUnsignedLong(credentials.effectiveGid()));
    pair(words, AT_SECURE, 0);
    pair(words, AT_RANDOM, random);
    pair(words, AT_HWCAP2, FSGSBASE);
    pair(words, AT_EXECFN, string(image.name()));
    pair(words, AT_PLATFORM, string("x86_64"));
    pair(words, AT_NULL, 0);
  }

  private static void pair(List<Long> words, long type, long value) {
    words.add(type);
    words.add(value);
  }

  private long string(String text) {
    final long address = base + strings.size();
    final byte[] bytes = text.getBytes(charset);
    strings.write(bytes, 0, bytes.length);
    strings.write(0);
    return address;
  }
}
