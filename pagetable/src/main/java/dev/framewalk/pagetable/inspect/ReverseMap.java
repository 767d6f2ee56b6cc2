package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Permissions;
import dev.framewalk.pagetable.table.Translation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From frames to what reaches them: every entry of every address space, by the frame that it leads
 * to, as it was when the map was made. It is good for as long as the machine stands still.
 */
public final class ReverseMap {
  /**
   * A root table, and the processes whose address space it is.
   *
   * @param number its place in {@link ReverseMap#roots}
   * @param mode how it is walked
   * @param spaces of the processes; empty for the kernel half that all processes share
   */
  public record Root(int number, PagingMode mode, List<SpaceView> spaces) {
    public Root {
      spaces = List.copyOf(spaces);
    }

    /** Whether it stands for the kernel half that all processes share. */
    public boolean isKernel() {
      return spaces.isEmpty();
    }

    /** As {@code hello (pid 100)}. */
    @Override
    public String toString() {
      if (spaces.isEmpty()) {
        return "kernel half of all";
      }
      final StringBuilder text = new StringBuilder();
      for (final SpaceView space : spaces) {
        text.append(text.length() == 0 ? "" : " and ").append(space);
      }
      return text.toString();
    }
  }

  /**
   * Pages of an address space that reach frames which follow one another.
   *
   * @param root whose address space
   * @param virtual where the first of the frames is seen
   * @param frames how many frames of 4 KiB
   * @param size of the pages that reach them; a large page may reach others too
   * @param physical the first of the frames
   * @param entryAddress where the entry lies that reaches the first
   * @param entry what it holds
   * @param permissions what all levels allow together at the first
   */
  public record Mapping(
      Root root,
      long virtual,
      long frames,
      PageSize size,
      PhysAddr physical,
      PhysAddr entryAddress,
      PageTableEntry entry,
      Permissions permissions) {}

  /**
   * A mapping of pages of an object.
   *
   * @param firstPage the object's page that the first frame holds, from 0
   */
  public record ObjectMapping(Mapping mapping, long firstPage) {}

  /**
   * An entry on which map and tables do not agree.
   *
   * @param onlyInMap whether the tables no longer have it; otherwise the map lacks it
   */
  public record Difference(
      Root root,
      long virtual,
      PageSize size,
      PhysAddr physical,
      PhysAddr entry,
      boolean onlyInMap) {
    /** One line. */
    @Override
    public String toString() {
      return (onlyInMap ? "only the reverse map has" : "the reverse map lacks")
          + " the entry at "
          + entry
          + " that maps 0x"
          + Long.toHexString(virtual)
          + " of "
          + root
          + " to "
          + physical;
    }
  }

  private final PhysicalMemory memory;
  private final MemoryView view;
  private final ReverseMapScan scan;
  private final ObjectRuns objects;
  private final PageTableWalker walker;

  private ReverseMap(MemoryView view) {
    this.view = view;
    this.memory = view.memory();
    this.scan = new ReverseMapScan(view);
    this.objects = new ObjectRuns(view.objects());
    this.walker = new PageTableWalker(memory);
  }

  /** Reads all tables of {@code view}. */
  public static ReverseMap of(MemoryView view) {
    return new ReverseMap(view);
  }

  /** The address spaces, the shared kernel half last. */
  public List<Root> roots() {
    return scan.roots;
  }

  /** Runs of entries that are kept: what the map takes of memory is some 40 bytes for each. */
  public int runs() {
    int runs = 0;
    for (final MappedRuns each : scan.leaves) {
      runs += each.count();
    }
    return runs;
  }

  /** Every page that reaches {@code frame}, by address space. */
  public List<Mapping> mappings(PhysFrame frame) {
    final List<Mapping> found = new ArrayList<>();
    collect(frame.number(), frame.number() + 1, found);
    return found;
  }

  private void collect(long from, long to, List<Mapping> into) {
    for (final PageSize size : PageSize.values()) {
      final MappedRuns runs = scan.leaves[size.ordinal()];
      for (int run = runs.from(from); run < runs.count() && runs.frame(run) < to; run++) {
        final long first = Math.max(from, runs.frame(run));
        final long end = Math.min(to, runs.endFrame(run));
        if (first < end) {
          into.add(mapping(size, runs, run, first, end - first));
        }
      }
    }
    into.sort(
        Comparator.comparingInt((Mapping mapping) -> mapping.root().number())
            .thenComparing(Mapping::virtual, Long::compareUnsigned));
  }

  private Mapping mapping(PageSize size, MappedRuns runs, int run, long frame, long count) {
    final Root root = scan.roots.get(runs.root(run));
    final long virtual = runs.virtualOf(run, frame);
    final long address = runs.addressOf(run, frame);
    return new Mapping(
        root,
        virtual,
        count,
        size,
        PhysFrame.of(frame).start(),
        PhysAddr.of(address),
        new PageTableEntry(memory.readWord(address)),
        permissions(root, virtual));
  }

  private Permissions permissions(Root root, long virtual) {
    return walker.walk(root.mode(), virtual) instanceof Translation.Mapped mapped
        ? mapped.permissions()
        : new Permissions(false, false, false);
  }

  /** Every mapping of a page of {@code object}, by address space and address. */
  public List<ObjectMapping> mappings(ObjectFrames object) {
    final List<ObjectMapping> found = new ArrayList<>();
    final List<Mapping> pieces = new ArrayList<>();
    for (long page = 0; page < object.frames().size(); ) {
      final long first = object.frames().numberAt(page);
      final long length = object.frames().runLengthAt(page);
      pieces.clear();
      collect(first, first + length, pieces);
      for (final Mapping piece : pieces) {
        found.add(new ObjectMapping(piece, page + (piece.physical().value() >>> 12) - first));
      }
      page += length;
    }
    found.sort(
        Comparator.comparingInt((ObjectMapping each) -> each.mapping().root().number())
            .thenComparing(each -> each.mapping().virtual(), Long::compareUnsigned));
    return joined(found);
  }

  /** Pieces that follow one another as addresses and as pages are one mapping for people. */
  private static List<ObjectMapping> joined(List<ObjectMapping> pieces) {
    final List<ObjectMapping> joined = new ArrayList<>();
    for (final ObjectMapping piece : pieces) {
      final int last = joined.size() - 1;
      if (last >= 0 && follows(joined.get(last), piece)) {
        final Mapping before = joined.get(last).mapping();
        joined.set(
            last,
            new ObjectMapping(
                new Mapping(
                    before.root(),
                    before.virtual(),
                    before.frames() + piece.mapping().frames(),
                    before.size(),
                    before.physical(),
                    before.entryAddress(),
                    before.entry(),
                    before.permissions()),
                joined.get(last).firstPage()));
      } else {
        joined.add(piece);
      }
    }
    return joined;
  }

  private static boolean follows(ObjectMapping before, ObjectMapping next) {
    final Mapping a = before.mapping();
    final Mapping b = next.mapping();
    return a.root() == b.root()
        && b.virtual() == a.virtual() + (a.frames() << 12)
        && next.firstPage() == before.firstPage() + a.frames()
        && a.size() == b.size()
        && a.permissions().equals(b.permissions());
  }

  /** Receives the places at which a frame is seen. */
  interface Sightings {
    void seen(int root, long virtual);
  }

  /** Shows where {@code frame} is seen, without an object for each place. */
  void sightings(long frame, Sightings sink) {
    for (final MappedRuns runs : scan.leaves) {
      for (int run = runs.from(frame); run < runs.count() && runs.frame(run) <= frame; run++) {
        if (runs.endFrame(run) > frame) {
          sink.seen(runs.root(run), runs.virtualOf(run, frame));
        }
      }
    }
  }

  PhysicalMemory memory() {
    return memory;
  }

  MemoryView view() {
    return view;
  }

  /** Whose {@code frame} is. */
  public FrameOwner owner(PhysFrame frame) {
    final long number = frame.number();
    if (number >= memory.size() >>> 12) {
      return new FrameOwner.NoMemory();
    }
    if (!view.frames().owns(frame)) {
      return new FrameOwner.NotHandedOut();
    }
    final Optional<FramePurpose> purpose = view.frames().purpose(frame);
    if (purpose.isEmpty()) {
      return new FrameOwner.Free(
          memory.readWord(frame.start().value()) == FrameAllocator.POISON_WORD);
    }
    return switch (purpose.get()) {
      case KERNEL -> new FrameOwner.Kernel();
      case PRIVATE -> new FrameOwner.PrivatePage(mappings(frame));
      case PAGE_TABLE -> table(number);
      case SHARED_OBJECT -> objects.owner(number);
    };
  }

  private FrameOwner.Table table(long frame) {
    Optional<PageTableLevel> level = Optional.empty();
    final List<Root> roots = new ArrayList<>();
    for (final PageTableLevel each : PageTableLevel.values()) {
      final MappedRuns runs = scan.tables[each.ordinal()];
      for (int run = runs.from(frame); run < runs.count() && runs.frame(run) <= frame; run++) {
        final Root root = scan.roots.get(runs.root(run));
        if (runs.endFrame(run) > frame && roots.stream().noneMatch(seen -> seen == root)) {
          level = Optional.of(each);
          roots.add(root);
        }
      }
    }
    return new FrameOwner.Table(level, roots);
  }

  /**
   * Compares the map with what the tables of {@code view} say now: walks every address that the map
   * knows, and looks up every leaf that a scan of each address space finds.
   *
   * @return where they differ; empty if the map is right
   */
  public List<Difference> check(MemoryView now) {
    return new ReverseMapCheck(scan, now).differences();
  }
}
