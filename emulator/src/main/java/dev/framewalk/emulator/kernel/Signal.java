package dev.framewalk.emulator.kernel;

import java.util.Optional;

/**
 * The signals of Linux x86-64 with what they do to a process that does not care (signal(7)).
 * Real-time signals are named by their number: SIGRTMIN of the kernel is 32, of a libc 34 or 35.
 */
public enum Signal {
  SIGHUP(1, DefaultAction.TERMINATE),
  SIGINT(2, DefaultAction.TERMINATE),
  SIGQUIT(3, DefaultAction.CORE),
  SIGILL(4, DefaultAction.CORE),
  SIGTRAP(5, DefaultAction.CORE),
  SIGABRT(6, DefaultAction.CORE),
  SIGBUS(7, DefaultAction.CORE),
  SIGFPE(8, DefaultAction.CORE),
  SIGKILL(9, DefaultAction.TERMINATE),
  SIGUSR1(10, DefaultAction.TERMINATE),
  SIGSEGV(11, DefaultAction.CORE),
  SIGUSR2(12, DefaultAction.TERMINATE),
  SIGPIPE(13, DefaultAction.TERMINATE),
  SIGALRM(14, DefaultAction.TERMINATE),
  SIGTERM(15, DefaultAction.TERMINATE),
  SIGSTKFLT(16, DefaultAction.TERMINATE),
  SIGCHLD(17, DefaultAction.IGNORE),
  SIGCONT(18, DefaultAction.CONTINUE),
  SIGSTOP(19, DefaultAction.STOP),
  SIGTSTP(20, DefaultAction.STOP),
  SIGTTIN(21, DefaultAction.STOP),
  SIGTTOU(22, DefaultAction.STOP),
  SIGURG(23, DefaultAction.IGNORE),
  SIGXCPU(24, DefaultAction.CORE),
  SIGXFSZ(25, DefaultAction.CORE),
  SIGVTALRM(26, DefaultAction.TERMINATE),
  SIGPROF(27, DefaultAction.TERMINATE),
  SIGWINCH(28, DefaultAction.IGNORE),
  SIGIO(29, DefaultAction.TERMINATE),
  SIGPWR(30, DefaultAction.TERMINATE),
  SIGSYS(31, DefaultAction.CORE),
  SIGRT32(32, DefaultAction.TERMINATE),
  SIGRT33(33, DefaultAction.TERMINATE),
  SIGRT34(34, DefaultAction.TERMINATE),
  SIGRT35(35, DefaultAction.TERMINATE),
  SIGRT36(36, DefaultAction.TERMINATE),
  SIGRT37(37, DefaultAction.TERMINATE),
  SIGRT38(38, DefaultAction.TERMINATE),
  SIGRT39(39, DefaultAction.TERMINATE),
  SIGRT40(40, DefaultAction.TERMINATE),
  SIGRT41(41, DefaultAction.TERMINATE),
  SIGRT42(42, DefaultAction.TERMINATE),
  SIGRT43(43, DefaultAction.TERMINATE),
  SIGRT44(44, DefaultAction.TERMINATE),
  SIGRT45(45, DefaultAction.TERMINATE),
  SIGRT46(46, DefaultAction.TERMINATE),
  SIGRT47(47, DefaultAction.TERMINATE),
  SIGRT48(48, DefaultAction.TERMINATE),
  SIGRT49(49, DefaultAction.TERMINATE),
  SIGRT50(50, DefaultAction.TERMINATE),
  SIGRT51(51, DefaultAction.TERMINATE),
  SIGRT52(52, DefaultAction.TERMINATE),
  SIGRT53(53, DefaultAction.TERMINATE),
  SIGRT54(54, DefaultAction.TERMINATE),
  SIGRT55(55, DefaultAction.TERMINATE),
  SIGRT56(56, DefaultAction.TERMINATE),
  SIGRT57(57, DefaultAction.TERMINATE),
  SIGRT58(58, DefaultAction.TERMINATE),
  SIGRT59(59, DefaultAction.TERMINATE),
  SIGRT60(60, DefaultAction.TERMINATE),
  SIGRT61(61, DefaultAction.TERMINATE),
  SIGRT62(62, DefaultAction.TERMINATE),
  SIGRT63(63, DefaultAction.TERMINATE),
  SIGRT64(64, DefaultAction.TERMINATE);

  /** What a signal does to a process that has neither a handler for it nor ignores it. */
  public enum DefaultAction {
    TERMINATE,
    /** As {@link #TERMINATE}, with a core dump where those are allowed. */
    CORE,
    IGNORE,
    STOP,
    CONTINUE
  }

  /** The highest number (_NSIG). */
  public static final int HIGHEST = 64;

  /** The first real-time signal. */
  private static final int REAL_TIME_MIN = 32;

  private static final Signal[] ALL = values();

  private final int number;
  private final DefaultAction defaultAction;

  Signal(int number, DefaultAction defaultAction) {
    this.number = number;
    this.defaultAction = defaultAction;
  }

  /** The signal of that number; empty if there is none. */
  public static Optional<Signal> of(long number) {
    return number >= 1 && number <= HIGHEST ? Optional.of(ALL[(int) number - 1]) : Optional.empty();
  }

  /** Linux's number. */
  public int number() {
    return number;
  }

  /** Its bit in a set of signals ({@code sigset_t}): signal 1 is bit 0. */
  public long bit() {
    return 1L << (number - 1);
  }

  public DefaultAction defaultAction() {
    return defaultAction;
  }

  /** Whether each one sent is kept, with its value, instead of one for all. */
  public boolean isRealTime() {
    return number >= REAL_TIME_MIN;
  }

  /** What a shell reports of a process that the signal ended: 128 + n. */
  public int exitStatus() {
    return 128 + number;
  }
}
