package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A kernel without a CPU for one test. After it, processes that still live end and names that are
 * left are unlinked; then no object and no frame may be left.
 */
final class KernelGround implements AfterEachCallback {
  static final int PAGE = PhysFrame.BYTES;

  final HeapMemory memory;
  final FrameAllocator frames;
  final Kernel kernel;
  final SyscallTable table;
  private final long usedBefore;

  /** 16 MiB, 4 KiB pages, the default limits. */
  KernelGround() {
    this(4096, KernelConfig.defaults());
  }

  KernelGround(long frameCount, KernelConfig config) {
    // Frame 0 is left out, so that an entry of all zeroes never looks like a translation.
    memory = new HeapMemory((frameCount + 1) * PAGE);
    frames = new FrameAllocator(memory, PhysFrame.of(1), frameCount, Poison.ON_FREE);
    try {
      kernel = new Kernel(memory, frames, PagingMode.longMode(Mapper.newRoot(frames)), config);
    } catch (OutOfFramesException e) {
      throw new AssertionError("a ground without a frame", e);
    }
    table = new SyscallTable(kernel);
    usedBefore = frames.used();
  }

  /** Memory of {@code frameCount} frames. */
  static KernelGround ofFrames(long frameCount) {
    return new KernelGround(frameCount, KernelConfig.defaults());
  }

  /** Large pages wherever they fit. */
  static KernelGround withLargePages(long frameCount) {
    return new KernelGround(
        frameCount,
        new KernelConfig(
            ShmLimits.defaults(),
            KernelConfig.DEFAULT_OPEN_FILES,
            LargePages.WHEN_ALIGNED,
            0,
            KernelConfig.DEFAULT_TASKS,
            KernelConfig.DEFAULT_QUANTUM));
  }

  static KernelGround withLimits(ShmLimits limits, int openFiles) {
    return new KernelGround(
        4096,
        new KernelConfig(
            limits,
            openFiles,
            LargePages.NEVER,
            0,
            KernelConfig.DEFAULT_TASKS,
            KernelConfig.DEFAULT_QUANTUM));
  }

  /** A process with three standard streams and pages of its own to pass pointers into. */
  GuestHand guest(String name) {
    return new GuestHand(this, bareProcess(name));
  }

  /** A process with nothing in it. */
  Process bareProcess(String name) {
    try {
      return kernel.newProcess(name, new PlainRegisters());
    } catch (OutOfFramesException e) {
      throw new AssertionError("no frame for a process", e);
    }
  }

  void endAll() {
    for (final Process process : List.copyOf(kernel.processes())) {
      if (process.alive()) {
        kernel.end(process, new ProcessEnd.Exited(0));
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws ShmException {
    assertEverythingReturned();
  }

  /** What is checked after each test, for grounds that a test makes itself. */
  void assertEverythingReturned() throws ShmException {
    endAll();
    kernel.files().clear();
    assertThat(kernel.files().openFiles().open()).as("files left open").isZero();
    for (final ShmStat stat : kernel.registry().list()) {
      if (stat.linked()) {
        kernel.registry().unlink(stat.name().orElseThrow());
      }
    }
    assertThat(kernel.registry().list()).as("objects left").isEmpty();
    assertThat(frames.used()).as("frames in use").isEqualTo(usedBefore);
    assertThat(frames.available())
        .as("no frame stays reserved")
        .isEqualTo(memory.size() / PAGE - 1 - usedBefore);
  }
}
