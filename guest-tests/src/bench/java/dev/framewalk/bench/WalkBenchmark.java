package dev.framewalk.bench;

import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Translating the addresses of 256 MiB by software, page after page in random order. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WalkBenchmark {
  private final Ground ground = new Ground();
  private final PageWalk walk = new PageWalk(ground.memory());
  private final long[] addresses = addresses();

  public WalkBenchmark() {
    try {
      final TlbFlush flush =
          ground
              .mapper()
              .map(Ground.RANGE, ground.object(), 0, EntryFlags.USER_READ_WRITE, LargePages.NEVER);
      if (flush != TlbFlush.NONE) {
        throw new IllegalStateException("a flush is owed for new pages: flush=" + flush);
      }
    } catch (MapException e) {
      throw new IllegalStateException("nothing to walk", e);
    }
  }

  private static long[] addresses() {
    final long[] shuffled = new long[Ground.ENTRIES];
    final SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < shuffled.length; i++) {
      final int other = random.nextInt(i + 1);
      shuffled[i] = shuffled[other];
      shuffled[other] = Ground.RANGE.start().value() + ((long) i << 12) + (i & 0xff8);
    }
    return shuffled;
  }

  @Benchmark
  @OperationsPerInvocation(Ground.ENTRIES)
  public long translate() {
    long sum = 0;
    for (final long address : addresses) {
      if (walk.find(ground.mode(), address)) {
        sum += walk.physical();
      }
    }
    return sum;
  }

  @TearDown(Level.Trial)
  public void close() {
    ground.close();
  }
}
