package dev.framewalk.bench;

import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.LeafSink;
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

/**
 * Mapping 256 MiB into tables that are not there yet. Unmapping is not timed, but what it allocates
 * is counted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MapBenchmark {
  private final Ground ground = new Ground();

  @Benchmark
  public TlbFlush map65536Entries() throws MapException {
    return map(LargePages.NEVER);
  }

  @Benchmark
  public TlbFlush map128LargePages() throws MapException {
    return map(LargePages.WHEN_ALIGNED);
  }

  private TlbFlush map(LargePages policy) throws MapException {
    return ground
        .mapper()
        .map(Ground.RANGE, ground.object(), 0, EntryFlags.USER_READ_WRITE, policy);
  }

  @TearDown(Level.Invocation)
  public void unmap() throws MapException {
    if (ground.mapper().unmap(Ground.RANGE, LeafSink.IGNORE) != TlbFlush.NONE) {
      throw new IllegalStateException("a flush is owed for pages that nobody touched");
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    ground.close();
  }
}
