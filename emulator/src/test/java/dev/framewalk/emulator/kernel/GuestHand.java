package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.TlbFlush;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what a guest program would: system calls with pointers into its memory, loads, stores. */
final class GuestHand {
  static final int READ = 0;
  static final int WRITE = 1;
  static final int OPEN = 2;
  static final int CLOSE = 3;
  static final int FSTAT = 5;
  static final int LSEEK = 8;
  static final int MMAP = 9;
  static final int MPROTECT = 10;
  static final int MUNMAP = 11;
  static final int BRK = 12;
  static final int WRITEV = 20;
  static final int SCHED_YIELD = 24;
  static final int MREMAP = 25;
  static final int MSYNC = 26;
  static final int MINCORE = 27;
  static final int MADVISE = 28;
  static final int GETPID = 39;
  static final int EXIT = 60;
  static final int FTRUNCATE = 77;
  static final int UNLINK = 87;
  static final int MLOCK = 149;
  static final int MUNLOCK = 150;
  static final int MLOCKALL = 151;
  static final int MUNLOCKALL = 152;
  static final int EXIT_GROUP = 231;
  static final int OPENAT = 257;
  static final int UNLINKAT = 263;
  static final int MEMBARRIER = 324;
  static final int MLOCK2 = 325;

  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_TRUNC = 01000;
  static final int O_APPEND = 02000;
  static final int O_DIRECTORY = 0200000;
  static final int O_NOFOLLOW = 0400000;
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;
  static final int O_TMPFILE = 020000000 | O_DIRECTORY;

  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int PROT_EXEC = 4;
  static final int RW = PROT_READ | PROT_WRITE;
  static final int RWX = RW | PROT_EXEC;

  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int MAP_SHARED_VALIDATE = 3;
  static final int MAP_FIXED = 0x10;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MAP_GROWSDOWN = 0x100;
  static final int MAP_LOCKED = 0x2000;
  static final int MAP_NORESERVE = 0x4000;
  static final int MAP_POPULATE = 0x8000;
  static final int MAP_FIXED_NOREPLACE = 0x100000;
  static final int ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS;

  static final long AT_FDCWD = -100;

  /** Two pages for strings and structures; behind them nothing is mapped. */
  static final long SCRATCH = 0x20_0000;

  /** Behind the last scratch byte. */
  static final long SCRATCH_END = SCRATCH + 2 * Page.BYTES;

  /** A page that may only be read. */
  static final long CONSTANT = 0x21_0000;

  final KernelGround ground;
  final Process process;
  private final PageWalk walk;

  /** Who has to forget translations, if somebody keeps some. */
  Consumer<TlbFlush> tlb = flush -> {};

  GuestHand(KernelGround ground, Process process) {
    this.ground = ground;
    this.process = process;
    this.walk = new PageWalk(ground.memory);
    addStreams();
    mustMap(SCRATCH, 2, RW, ANONYMOUS, -1, 0);
    mustMap(CONSTANT, 1, PROT_READ, ANONYMOUS, -1, 0);
  }

  private GuestHand(KernelGround ground, Process process, PageWalk walk) {
    this.ground = ground;
    this.process = process;
    this.walk = walk;
  }

  /** A child whose memory is what fork(2) makes of this one's; it has only standard streams. */
  GuestHand fork() {
    final GuestHand child = tryFork();
    assertThat(child).as("the child").isNotNull();
    return Objects.requireNonNull(child);
  }

  /** The same; null if frames are short. */
  @Nullable GuestHand tryFork() {
    final Process child;
    try {
      child = ground.kernel.newProcess("child of " + process.pid(), new PlainRegisters());
    } catch (OutOfFramesException e) {
      return null;
    }
    try {
      process.space().forkInto(child.space());
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
      ground.kernel.discard(child);
      return null;
    }
    final GuestHand hand = new GuestHand(ground, child, new PageWalk(ground.memory));
    hand.addStreams();
    return hand;
  }

  private void addStreams() {
    try {
      assertThat(add(ConsoleFile.input(new byte[] {'i', 'n'}))).isZero();
      assertThat(add(ConsoleFile.output((bytes, offset, length) -> {}))).isOne();
      assertThat(add(ConsoleFile.output((bytes, offset, length) -> {}))).isEqualTo(2);
    } catch (ErrnoException e) {
      throw new AssertionError("no room for the standard streams", e);
    }
  }

  private int add(ConsoleFile stream) throws ErrnoException {
    return process.descriptors().add(ground.kernel.files().adoptStream(stream));
  }

  /** A system call, RAX as it comes back. */
  long call(long number, long... arguments) {
    final long[] all = new long[6];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    final SyscallResult result =
        ground.table.serve(
            process.leader(),
            new SyscallRequest().set(number, all[0], all[1], all[2], all[3], all[4], all[5]));
    tlb.accept(result.flush());
    return result.value();
  }

  /** Lets the call that waits look again: what it has come to, or {@code waits}. */
  String resumed() {
    final SyscallResult result = process.leader().resume(false);
    return result == null ? "waits" : text(result.value());
  }

  /** Ends the call that waits by a signal: what it has come to. */
  long interrupt() {
    final SyscallResult result = process.leader().resume(true);
    if (result == null) {
      // The parent of a vfork: only a signal that ends it ends the wait.
      ground.kernel.end(process, new ProcessEnd.Killed(Signal.SIGKILL));
      return 0;
    }
    return result.value();
  }

  /** Whether the call that was made last waits. */
  boolean waits() {
    return process.leader().waitsFor().isPresent();
  }

  /** A system call, as text: the errno's name or the number. */
  String result(long number, long... arguments) {
    return text(call(number, arguments));
  }

  /** The errno's name, or the number. */
  static String text(long value) {
    for (final Errno errno : Errno.values()) {
      if (value == -errno.number()) {
        return errno.name();
      }
    }
    return Long.toString(value);
  }

  /** Puts a string and its NUL into scratch memory. */
  long string(String text) {
    return bytes((text + "\0").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Puts bytes into scratch memory. */
  long bytes(byte... bytes) {
    poke(SCRATCH, bytes);
    return SCRATCH;
  }

  void poke(long address, byte... bytes) {
    try {
      process.memory().copyOut(address, bytes, 0, bytes.length);
    } catch (ErrnoException e) {
      throw new AssertionError("not writable: 0x" + Long.toHexString(address), e);
    }
  }

  byte[] peek(long address, int length) {
    final byte[] bytes = new byte[length];
    try {
      process.memory().copyIn(address, bytes, 0, length);
    } catch (ErrnoException e) {
      throw new AssertionError("not readable: 0x" + Long.toHexString(address), e);
    }
    return bytes;
  }

  long open(String path, int flags) {
    return call(OPEN, string(path), flags, 0600);
  }

  /** Opens {@code /dev/shm/NAME}, made if it is missing, and makes it {@code bytes} long. */
  long object(String name, long bytes) {
    final long descriptor = open("/dev/shm/" + name, O_RDWR | O_CREAT);
    assertThat(descriptor).as("open").isNotNegative();
    assertThat(call(FTRUNCATE, descriptor, bytes)).as("ftruncate").isZero();
    return descriptor;
  }

  /** Maps at a fixed address; the call must succeed. */
  @CanIgnoreReturnValue
  long mustMap(long address, long pages, int protection, int flags, long descriptor, long offset) {
    assertThat(
            result(
                MMAP,
                address,
                pages * Page.BYTES,
                protection,
                flags | MAP_FIXED,
                descriptor,
                offset))
        .as("mmap")
        .isEqualTo(Long.toString(address));
    return address;
  }

  /** Loads a byte as the CPU would: 0 to 255, or the verdict on the fault. */
  Object load(long address) {
    final FaultVerdict verdict = reach(address, Access.READ);
    if (verdict != FaultVerdict.RESOLVED) {
      return verdict;
    }
    final byte[] one = new byte[1];
    ground.memory.read(walk.physical(), one, 0, 1);
    return one[0] & 0xff;
  }

  /** Stores a byte as the CPU would; RESOLVED if it went through. */
  FaultVerdict store(long address, int value) {
    final FaultVerdict verdict = reach(address, Access.WRITE);
    if (verdict == FaultVerdict.RESOLVED) {
      ground.memory.write(walk.physical(), new byte[] {(byte) value}, 0, 1);
    }
    return verdict;
  }

  /** Fetches from the address as the CPU would. */
  FaultVerdict fetch(long address) {
    return reach(address, Access.FETCH);
  }

  /** An access with the faults that it takes; each must get it further. */
  private FaultVerdict reach(long address, Access access) {
    for (int faults = 0; faults < 4; faults++) {
      if (walk.find(process.space().mode(), address)
          && AccessCheck.permits(walk, access, Privilege.USER)) {
        walk.mark(access);
        return FaultVerdict.RESOLVED;
      }
      final FaultVerdict verdict = process.faults().resolve(address, access);
      if (verdict != FaultVerdict.RESOLVED) {
        return verdict;
      }
    }
    throw new AssertionError("faults for ever: address=0x" + Long.toHexString(address));
  }

  /** The walk to an address that is present. */
  PageWalk walk(long address) {
    assertThat(isPresent(address)).as("present").isTrue();
    return walk;
  }

  boolean isPresent(long address) {
    return walk.find(process.space().mode(), address);
  }

  /** The frame behind an address that is present. */
  PhysFrame frame(long address) {
    return PhysFrame.containing(PhysAddr.of(walk(address).physical()));
  }

  TlbFlush settle() {
    return process.space().settle();
  }

  static PageRange pages(long address, long count) {
    return PageRange.of(Page.of(VirtAddr.of(address)), count);
  }
}
