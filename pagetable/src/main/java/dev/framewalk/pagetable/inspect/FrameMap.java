package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.util.List;

/** All of a physical memory as runs of frames with the same owner, and how broken up it is. */
public final class FrameMap {
  /** What a frame is for. */
  public enum Kind {
    TABLE,
    OBJECT,
    PRIVATE,
    KERNEL,
    FREE,
    /** Free, and filled with what marks a frame that was given back. */
    POISONED,
    /** Not one of the frames that are handed out. */
    NOT_HANDED_OUT;

    static Kind of(FramePurpose purpose) {
      return switch (purpose) {
        case PAGE_TABLE -> TABLE;
        case SHARED_OBJECT -> OBJECT;
        case PRIVATE -> PRIVATE;
        case KERNEL -> KERNEL;
      };
    }
  }

  /**
   * Frames that follow one another and belong together: tables of one level of the same address
   * spaces, pages of an object or of an address space in order.
   *
   * @param first the first frame
   * @param count how many
   * @param kind what they are for
   * @param references to each; 0 for free frames
   * @param owner of the first
   */
  public record Span(PhysFrame first, long count, Kind kind, int references, FrameOwner owner) {
    /** The number of the frame behind the last. */
    public long end() {
      return first.number() + count;
    }
  }

  /**
   * How broken up the free frames are.
   *
   * @param free frames that are free
   * @param runs that they make up
   * @param longest frames in the longest
   * @param byPower how many runs have 2^n frames or more but less than 2^(n+1), for each n
   */
  public record Fragmentation(long free, long runs, long longest, List<Long> byPower) {
    public Fragmentation {
      byPower = List.copyOf(byPower);
    }
  }

  private final List<Span> spans;
  private final long[] totals;
  private final Fragmentation fragmentation;

  private FrameMap(FrameMapPass pass) {
    this.spans = List.copyOf(pass.spans);
    this.totals = new long[Kind.values().length];
    for (final Span span : spans) {
      totals[span.kind().ordinal()] += span.count();
    }
    this.fragmentation = pass.fragmentation();
  }

  /**
   * The memory of {@code view}; takes time by the frames that are or have been in use, not by those
   * that there are.
   *
   * @param reverse the map of the same view
   */
  public static FrameMap of(MemoryView view, ReverseMap reverse) {
    return new FrameMap(new FrameMapPass(view, reverse));
  }

  /** The spans, from frame 0 to the last, without a gap. */
  public List<Span> spans() {
    return spans;
  }

  /** Frames of {@code kind}. */
  public long total(Kind kind) {
    return totals[kind.ordinal()];
  }

  /** Frames that there are. */
  public long frames() {
    return spans.isEmpty() ? 0 : spans.get(spans.size() - 1).end();
  }

  /** How broken up the free frames are. */
  public Fragmentation fragmentation() {
    return fragmentation;
  }
}
