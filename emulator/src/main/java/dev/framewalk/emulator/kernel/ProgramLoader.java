package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.ElfImage.Segment;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a program into a new process: its segments, its stack, its first registers. */
public final class ProgramLoader {
  /**
   * Address behind the highest byte of the stack. As on a Linux that randomises addresses, some of
   * the user half lies above it.
   */
  public static final long STACK_TOP = 0x7fff_f800_0000L;

  /** Bytes of the stack: Linux's default RLIMIT_STACK. */
  public static final long STACK_BYTES = 8L << 20;

  /** Bytes of the stack at first; faults make it longer (Linux fs/exec.c, setup_arg_pages). */
  private static final long FIRST_STACK_BYTES = 33L << 12;

  private final Kernel kernel;

  public ProgramLoader(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Where a program starts.
   *
   * @param entry first RIP
   * @param stack first RSP
   */
  public record Start(long entry, long stack) {}

  /**
   * Loads {@code image} into {@code process}, which is empty.
   *
   * @param arguments argv, the program's name first
   * @param environment envp, each {@code NAME=value}
   * @throws LoadException if memory is too small for it, or arguments are too long
   */
  public Start load(
      Process process, ElfImage image, List<String> arguments, List<String> environment)
      throws LoadException {
    return load(
        process,
        image,
        arguments,
        environment,
        StandardCharsets.UTF_8,
        kernel.spaceRunning(image.bytes()));
  }

  /**
   * Loads {@code image} into {@code process}, which is empty.
   *
   * @param charset what makes bytes of arguments, environment and the program's name
   * @param holder an address space into which the same program was loaded; null if there is none
   */
  Start load(
      Process process,
      ElfImage image,
      List<String> arguments,
      List<String> environment,
      Charset charset,
      @Nullable AddressSpace holder)
      throws LoadException {
    final TextInMemory text = holder == null ? null : new TextInMemory(image, holder);
    try {
      for (final Segment segment : image.segments()) {
        loadSegment(process, image, segment, text);
      }
      process.space().startHeap(image.segments().get(image.segments().size() - 1).endPage());
      final long stack = loadStack(process, image, arguments, environment, charset);
      process.runs(image, arguments);
      return new Start(image.entry(), stack);
    } catch (ErrnoException | OutOfFramesException | MapException e) {
      throw new LoadException(
          image.name()
              + ": memory too small for the program ("
              + e.getMessage()
              + "); give the machine more (--memory)");
    }
  }

  private void loadSegment(
      Process process, ElfImage image, Segment segment, @Nullable TextInMemory text)
      throws ErrnoException, OutOfFramesException, MapException {
    final AddressSpace space = process.space();
    final PageRange range = range(segment.firstPage(), segment.endPage());
    space.owe(
        space.map(
            range,
            segment.protection(),
            Protection.ALL,
            Sharing.PRIVATE,
            new Backing.Anonymous(image.name())));
    final long fromFile = (segment.address() & 0xfff) + segment.fileBytes();
    final long pages = (fromFile + 0xfff) >>> 12;
    if (segment.fileBytes() == 0) {
      return;
    }
    final PageRange filled = PageRange.of(range.first(), pages);
    try (FrameReservation tables =
        kernel.frames().reserve(space.mapper().tablesNeeded(filled, LargePages.NEVER))) {
      FrameList frames =
          text == null || segment.protection().writable() ? null : text.take(segment);
      if (frames == null) {
        frames = kernel.frames().allocate(pages, FramePurpose.PRIVATE);
        copyFile(image, segment, frames);
        if (segment.protection().executable()) {
          space.noteCodeChange();
        }
      }
      space.owe(
          space
              .mapper()
              .map(filled, frames, 0, segment.protection().leafFlags(), LargePages.NEVER, tables));
      space.countMapped(pages);
    }
  }

  private void copyFile(ElfImage image, Segment segment, FrameList frames) {
    long done = 0;
    while (done < segment.fileBytes()) {
      final long at = (segment.address() & 0xfff) + done;
      final PhysFrame frame = frames.get(at >>> 12);
      final int part = (int) Math.min(4096 - (at & 0xfff), segment.fileBytes() - done);
      kernel
          .memory()
          .write(
              frame.start().value() + (at & 0xfff),
              image.bytes(),
              (int) (segment.fileOffset() + done),
              part);
      done += part;
    }
  }

  private long loadStack(
      Process process,
      ElfImage image,
      List<String> arguments,
      List<String> environment,
      Charset charset)
      throws ErrnoException, LoadException {
    final AddressSpace space = process.space();
    space.owe(
        space.map(
            range(STACK_TOP - FIRST_STACK_BYTES, STACK_TOP),
            image.executableStack() ? Protection.ALL : Protection.READ_WRITE,
            Protection.ALL,
            Sharing.PRIVATE,
            new Backing.Anonymous("stack", Backing.Growth.DOWN)));
    return InitialStack.build(
        process, image, arguments, environment, charset, kernel.config().seed() ^ process.pid());
  }

  private static PageRange range(long from, long to) {
    return PageRange.of(Page.of(VirtAddr.of(from)), (to - from) >>> 12);
  }
}
