package dev.framewalk.emulator.unicorn;

import com.sun.jna.CallbackReference;
import com.sun.jna.Pointer;
import dev.framewalk.emulator.unicorn.UnicornApi.CodeCallback;
import dev.framewalk.emulator.unicorn.UnicornApi.MemoryCallback;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a CPU that counts stops at beside its exits: instructions at some addresses, and accesses to
 * some bytes of RAM. They cost nothing where they are not.
 *
 * <p>Belongs to its {@link Cpu} and is used as that is: by one thread at a time, between two runs.
 */
public final class CpuTraps {
  /** The longest access that the engine makes in one piece. */
  private static final int LONGEST_ACCESS = 16;

  /** From here on one hook covers all that is between them. */
  private static final int MOST_HOOKS = 32;

  private static final Comparator<Bytes> BY_BEGIN = Comparator.comparingLong(Bytes::begin);

  private static final int MEM_WRITE = 17;
  private static final long PAGE_BYTES = 4096;

  /**
   * Bytes of RAM.
   *
   * @param begin the first physical address
   * @param end behind the last one
   */
  public record Bytes(long begin, long end) {
    public Bytes {
      if (begin < 0 || begin >= end) {
        throw new IllegalArgumentException("no bytes: begin=" + begin + ", end=" + end);
      }
    }
  }

  /**
   * Two frames that lie one behind the other for some guest: what an access to the end of the first
   * goes on to.
   *
   * @param frame the physical address of the first
   * @param next the physical address of the second
   */
  public record Crossing(long frame, long next) {}

  /** Is told of each access to watched bytes, before it takes effect; touches no CPU. */
  @FunctionalInterface
  public interface AccessListener {
    /**
     * An instruction is about to access {@code size} bytes at {@code physical}; behind the end of
     * their page they lie elsewhere.
     *
     * @param begun which instruction of the run it is, from 1 on
     * @return whether the run is to end behind that instruction
     */
    boolean accessed(long physical, int size, CpuAccess access, long begun);
  }

  /** Says whether a run is to end. */
  @FunctionalInterface
  public interface BreakFilter {
    /**
     * The instruction at {@code address} is about to be executed.
     *
     * @param first whether it is the first of the run
     */
    boolean stopsAt(long address, boolean first);
  }

  private final RawEngine engine;
  private final CpuHooks hooks;
  private final InstructionCounter counter;
  private final Runnable forget;
  private final List<Long> codeHooks = new ArrayList<>();
  private final List<Long> memoryHooks = new ArrayList<>();

  // JNA frees a callback that nobody holds.
  private final CodeCallback code = this::onCode;
  private final MemoryCallback memory = this::onMemory;

  private List<Long> addresses = List.of();

  /** In the order of their addresses. */
  private List<Bytes> watched = List.of();

  private List<Crossing> crossings = List.of();
  private BreakFilter stopsAt = (address, first) -> true;
  private @Nullable AccessListener listener;

  /**
   * @param forget drops translated blocks and translations of addresses, which know of the hooks
   */
  CpuTraps(RawEngine engine, CpuHooks hooks, InstructionCounter counter, Runnable forget) {
    this.engine = engine;
    this.hooks = hooks;
    this.counter = counter;
    this.forget = forget;
  }

  /**
   * From now on runs end with {@link CpuExit.Breakpoint} before an instruction at one of these
   * linear addresses, if {@code which} says so for it.
   *
   * @param which asked while the engine runs: it touches no CPU
   */
  public void breakAt(Collection<Long> instructions, BreakFilter which) {
    stopsAt = which;
    final List<Long> wanted = List.copyOf(new TreeSet<>(instructions));
    if (wanted.equals(addresses)) {
      return;
    }
    drop(codeHooks);
    addresses = wanted;
    for (final long address : wanted) {
      codeHooks.add(engine.addHook(UnicornApi.HOOK_CODE, pointer(code), 0, address, address));
    }
    forget.run();
  }

  /**
   * From now on runs tell {@code listener} of the guest's own accesses to these bytes, except
   * fetches of instructions and what the CPU reads and writes of page tables. A page of which bytes
   * are watched is slow.
   *
   * <p>What an access does behind the end of its page is told of where {@code crossings} say where
   * that is.
   */
  public void watch(List<Bytes> bytes, List<Crossing> crossings, AccessListener listener) {
    this.listener = listener;
    final List<Bytes> wanted = bytes.stream().sorted(BY_BEGIN).toList();
    if (wanted.equals(watched) && crossings.equals(this.crossings)) {
      return;
    }
    drop(memoryHooks);
    watched = wanted;
    this.crossings = List.copyOf(crossings);
    final List<Bytes> hooked = new ArrayList<>();
    for (final Crossing crossing : crossings) {
      final long end = crossing.frame() + PAGE_BYTES;
      hooked.add(new Bytes(end - LONGEST_ACCESS + 1, end));
    }
    for (final Bytes range : wanted) {
      // The engine asks for the first byte of an access only.
      final long begin = Math.max(range.begin() & -PAGE_BYTES, range.begin() - LONGEST_ACCESS + 1);
      hooked.add(new Bytes(begin, range.end()));
    }
    for (final Bytes range : hooked.size() > MOST_HOOKS ? hull(hooked) : hooked) {
      memoryHooks.add(
          engine.addHook(
              UnicornApi.HOOK_MEM_READ | UnicornApi.HOOK_MEM_WRITE,
              pointer(memory),
              0,
              range.begin(),
              range.end() - 1));
    }
    forget.run();
  }

  /** One range for many: the engine asks each of its hooks at every access to their pages. */
  private static List<Bytes> hull(List<Bytes> ranges) {
    long begin = Long.MAX_VALUE;
    long end = 0;
    for (final Bytes range : ranges) {
      begin = Math.min(begin, range.begin());
      end = Math.max(end, range.end());
    }
    return List.of(new Bytes(begin, end));
  }

  private void drop(List<Long> handles) {
    for (final long handle : handles) {
      engine.removeHook(handle);
    }
    handles.clear();
  }

  private static long pointer(com.sun.jna.Callback callback) {
    return Pointer.nativeValue(CallbackReference.getFunctionPointer(callback));
  }

  private void onCode(long uc, long address, int size, long user) {
    try {
      if (!counter.spent() && stopsAt.stopsAt(address, counter.begun() == 1)) {
        hooks.stopBefore();
      }
    } catch (Throwable t) {
      hooks.failed(t);
    }
  }

  private void onMemory(long uc, int type, long address, int size, long value, long user) {
    try {
      final CpuAccess access = type == MEM_WRITE ? CpuAccess.WRITE : CpuAccess.READ;
      final long pageEnd = (address & -PAGE_BYTES) + PAGE_BYTES;
      final int here = (int) Math.min(size, pageEnd - address);
      boolean ends = tell(address, here, access);
      if (here < size) {
        for (final Crossing crossing : crossings) {
          if (crossing.frame() == pageEnd - PAGE_BYTES) {
            ends |= tell(crossing.next(), size - here, access);
          }
        }
      }
      if (ends) {
        counter.endBehindThis();
      }
    } catch (Throwable t) {
      hooks.failed(t);
    }
  }

  private boolean tell(long address, int size, CpuAccess access) {
    final AccessListener told = listener;
    return told != null
        && isWatched(address, size)
        && told.accessed(address, size, access, counter.begun());
  }

  /** Whether one of the bytes is; most ranges are out of the question by their order. */
  private boolean isWatched(long address, int size) {
    for (final Bytes range : watched) {
      if (range.begin() >= address + size) {
        return false;
      }
      if (address < range.end()) {
        return true;
      }
    }
    return false;
  }
}
