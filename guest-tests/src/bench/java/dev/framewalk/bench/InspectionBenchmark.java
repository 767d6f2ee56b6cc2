package dev.framewalk.bench;

import dev.framewalk.emulator.debug.inspection.DumpInspection;
import dev.framewalk.emulator.debug.inspection.FindInspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.PageFilter;
import dev.framewalk.pagetable.inspect.SpaceDump;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.TableScan;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Answers of the debugger: a dump of 65,536 entries, and who reaches an object or a frame. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InspectionBenchmark {
  private final Ground ground = new Ground();
  private final MemoryView one = OneSpace.in(ground);
  private final MemoryView uneven = UnevenSpace.in(ground);
  private final PageWalk walk = new PageWalk(ground.memory());
  private final Subject many = Subject.of(ManySpaces.in(ground));
  private final FindInspection find = new FindInspection();
  private int next;

  public InspectionBenchmark() {
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
  public long bareWalk() {
    long sum = 0;
    for (int i = 0; i < Ground.ENTRIES; i++) {
      if (!walk.find(ground.mode(), Ground.RANGE.start().value() + ((long) i << 12))) {
        throw new IllegalStateException("not mapped: page=" + i);
      }
      sum += walk.physical();
    }
    return sum;
  }

  @Benchmark
  public long bareScan() {
    final long[] sum = new long[1];
    new TableScan(ground.memory(), ground.mode())
        .all((virtual, entryAddress, entry, effective, size) -> sum[0] += effective);
    return sum[0];
  }

  @Benchmark
  public SpaceDump dumpSpace() {
    return dump(one, 1);
  }

  @Benchmark
  public SpaceDump dumpUneven() {
    return dump(uneven, Ground.ENTRIES);
  }

  private static SpaceDump dump(MemoryView view, int ranges) {
    final SpaceDump dump =
        SpaceDump.of(
            view, view.spaces().get(0), PageFilter.ALL, SpaceDump.Frames.SCATTERED_TOGETHER);
    if (dump.ranges().size() != ranges) {
      throw new IllegalStateException("not these ranges: ranges=" + dump.ranges().size());
    }
    return dump;
  }

  @Benchmark
  public String dumpText() throws InspectionFailure {
    return text(one);
  }

  @Benchmark
  public String unevenText() throws InspectionFailure {
    return text(uneven);
  }

  private static String text(MemoryView view) throws InspectionFailure {
    return new DumpInspection().inspect(Subject.of(view), List.of("1")).text(Style.PLAIN);
  }

  @Benchmark
  public String findObject() throws InspectionFailure {
    next = (next + 37) % ManySpaces.OBJECTS;
    final String text = find.inspect(many, List.of("/object-" + next)).text(Style.PLAIN);
    if (text.lines().count() < ManySpaces.SPACES) {
      throw new IllegalStateException("not every address space: text=" + text);
    }
    return text;
  }

  @TearDown(Level.Trial)
  public void close() {
    ground.close();
  }
}
