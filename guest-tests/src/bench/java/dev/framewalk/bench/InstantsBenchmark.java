package dev.framewalk.bench;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.inspect.Audit;
import dev.framewalk.pagetable.inspect.FrozenView;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.PageChange;
import dev.framewalk.pagetable.inspect.ViewDiff;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Keeping, comparing and auditing instants in which 256 MiB are mapped by 65,536 entries. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InstantsBenchmark {
  private final Ground ground = new Ground();
  private final MemoryView live = OneSpace.in(ground);
  private final FrozenView writable;
  private final FrozenView oneReadOnly;
  private final FrozenView readOnly;

  public InstantsBenchmark() {
    try {
      expect(
          ground
              .mapper()
              .map(Ground.RANGE, ground.object(), 0, EntryFlags.USER_READ_WRITE, LargePages.NEVER));
      writable = FrozenView.of(live);
      final Page middle = Ground.RANGE.first().plus(Ground.ENTRIES / 2);
      expect(ground.mapper().protect(PageRange.of(middle, 1), EntryFlags.USER_READ));
      oneReadOnly = FrozenView.of(live);
      expect(ground.mapper().protect(Ground.RANGE, EntryFlags.USER_READ));
      readOnly = FrozenView.of(live);
    } catch (MapException e) {
      throw new IllegalStateException("nothing to compare", e);
    }
  }

  private static void expect(TlbFlush flush) {
    if (flush != TlbFlush.NONE) {
      throw new IllegalStateException("a flush is owed for pages nobody used: flush=" + flush);
    }
  }

  private static long walk(MemoryView view) {
    final long[] sum = new long[2];
    new TableScan(view.memory(), view.spaces().get(0).mode())
        .all(
            (virtual, entryAddress, entry, effective, size) -> {
              sum[0]++;
              sum[1] += effective;
            });
    if (sum[0] != Ground.ENTRIES) {
      throw new IllegalStateException("not all entries: leaves=" + sum[0]);
    }
    return sum[1];
  }

  @Benchmark
  public long walkOne() {
    return walk(live);
  }

  @Benchmark
  public long walkBoth() {
    return walk(writable) + walk(readOnly);
  }

  @Benchmark
  public ViewDiff diffAll() {
    return diff(writable, readOnly, Ground.ENTRIES);
  }

  @Benchmark
  public ViewDiff diffOne() {
    return diff(writable, oneReadOnly, 1);
  }

  private static ViewDiff diff(MemoryView before, MemoryView after, long pages) {
    final ViewDiff diff = ViewDiff.between(before, after);
    final PageChange change = diff.spaces().get(0).pages().get(0);
    if (change.pages() != pages) {
      throw new IllegalStateException("not what was changed: change=" + change);
    }
    return diff;
  }

  @Benchmark
  public FrozenView keep() {
    return FrozenView.of(live);
  }

  @Benchmark
  public Audit audit() {
    final Audit audit = Audit.of(live);
    if (audit.leaves() < Ground.ENTRIES) {
      throw new IllegalStateException("not all entries: leaves=" + audit.leaves());
    }
    return audit;
  }

  @TearDown(Level.Trial)
  public void close() {
    ground.close();
  }
}
