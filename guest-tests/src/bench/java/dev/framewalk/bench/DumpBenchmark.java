package dev.framewalk.bench;

import dev.framewalk.pagetable.inspect.PageTableDump;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
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

/** Reading the tables of 256 MiB, 65,536 entries, into the model. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DumpBenchmark {
  private final Ground ground = new Ground();

  public DumpBenchmark() {
    try {
      final TlbFlush flush =
          ground
              .mapper()
              .map(Ground.RANGE, ground.object(), 0, EntryFlags.USER_READ_WRITE, LargePages.NEVER);
      if (flush != TlbFlush.NONE) {
        throw new IllegalStateException("a flush is owed for new pages: flush=" + flush);
      }
    } catch (MapException e) {
      throw new IllegalStateException("nothing to dump", e);
    }
  }

  @Benchmark
  public PageTableDump dump65536Entries() {
    final PageTableDump dump = PageTableDump.of(ground.memory(), ground.mode());
    if (dump.leaves().count() != Ground.ENTRIES) {
      throw new IllegalStateException("not all entries: leaves=" + dump.leaves().count());
    }
    return dump;
  }

  @TearDown(Level.Trial)
  public void close() {
    ground.close();
  }
}
