package dev.framewalk.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What 65,536 page-table entries are at the least: 512 KiB of stores. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlainStoresBenchmark {
  private static final int BYTES = 512 << 10;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);

  @Benchmark
  public ByteBuffer stores512KiB() {
    long entry = 0x1000_0067L;
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      memory.putLong(at, entry);
      entry += 4096;
    }
    return memory;
  }
}
