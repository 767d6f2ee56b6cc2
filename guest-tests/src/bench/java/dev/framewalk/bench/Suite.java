package dev.framewalk.bench;

import dev.framewalk.emulator.machine.UnrecordedMachine;
import dev.framewalk.emulator.unicorn.UnicornLibrary;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Every row of the table, in its order. */
final class Suite {
  private static final long RAM_BYTES = 512L << 20;
  private static final double COPIED_BYTES = 64 << 20;
  private static final double LOADED_AND_STORED_BYTES = 32 << 20;

  private final boolean quick;
  private final String wanted;
  private final Path module;
  private final GuestHost linux = new LinuxHost();
  private final GuestHost bare;
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param quick whether to measure less often
   * @param wanted only rows with this in their names
   * @param module the directory of guest-tests
   */
  Suite(boolean quick, String wanted, Path module, UnicornLibrary unicorn) {
    this.quick = quick;
    this.wanted = wanted;
    this.module = module;
    this.bare = new BareHost(unicorn.path(), RAM_BYTES);
  }

  /** A row's measurement. */
  private interface Measurement {
    Row row(String what) throws Exception;
  }

  List<Row> run() {
    guestRows();
    processRows();
    jvmRows();
    extensionRows();
    startRows();
    testRows();
    return rows;
  }

  private void guestRows() {
    final GuestHost ours = new MachineHost(RAM_BYTES, 0);
    final GuestHost oneOfThree = new MachineHost(RAM_BYTES, 2);
    row(
        "rep movsq between two shared mappings of 32 MiB",
        what -> {
          final Counted copy = counted("copy", 1, quick ? 4 : 11);
          return Row.speed(
              what,
              "bare",
              Pairs.measure(1, rounds(9), copy.on(bare), copy.on(ours)),
              Unit.gigabytesPerSecond(COPIED_BYTES),
              0.97);
        });
    row(
        "8-byte load and store between the same",
        what -> {
          final Counted copy = counted("load-store", 1, quick ? 5 : 16);
          return Row.speed(
              what,
              "bare",
              Pairs.measure(1, rounds(9), copy.on(bare), copy.on(ours)),
              Unit.gigabytesPerSecond(LOADED_AND_STORED_BYTES),
              0.97);
        });
    row("compute loop, one process", what -> compute(what, ours));
    row("compute loop, two other processes have ended", what -> compute(what, oneOfThree));
    row(
        "null system call",
        what -> {
          final Counted calls = counted("null-call", 1_000, quick ? 201_000 : 501_000);
          return Row.time(
              what,
              "bare",
              Pairs.measure(2, rounds(9), calls.on(bare), calls.on(ours)),
              Unit.NANOSECONDS,
              1.0);
        });
    row("mmap and munmap of one page, untouched", what -> map(what, "map-untouched", ours, 0.4));
    row("mmap and munmap of one page, touched", what -> map(what, "map-touched", ours, 0.6));
    for (final String program : List.of("map-untouched", "map-touched")) {
      row(
          "recording who stores to entries, in a loop of " + program,
          what -> recording(what, program, ours));
    }
    row(
        "256 MiB object: create, size, map, touch, unmap, unlink",
        what -> {
          final Counted object = counted("large-object", 1, 3);
          return Row.time(
              what,
              "Linux",
              Pairs.measure(1, rounds(5), object.on(linux), object.on(ours)),
              Unit.MILLISECONDS,
              0.3);
        });
  }

  private Row recording(String what, String program, GuestHost ours) throws Exception {
    final Counted maps = counted(program, 1_000, quick ? 41_000 : 161_000);
    final GuestHost unrecorded =
        new MachineHost(RAM_BYTES, 0, CpuClock::own, UnrecordedMachine::open);
    return Row.time(
        what,
        "unrecorded",
        Pairs.measure(2, rounds(9), maps.on(unrecorded), maps.on(ours)),
        Unit.MICROSECONDS,
        1.05);
  }

  private Row compute(String what, GuestHost ours) throws Exception {
    final Counted compute = counted("compute", 1_000_000, quick ? 41_000_000 : 101_000_000);
    return Row.speed(
        what,
        "bare",
        Pairs.measure(1, rounds(9), compute.on(bare), compute.on(ours)),
        Unit.millionsPerSecond(1),
        0.97);
  }

  private Row map(String what, String program, GuestHost ours, double target) throws Exception {
    final Counted maps = counted(program, 1_000, quick ? 41_000 : 81_000);
    return Row.time(
        what,
        "Linux",
        Pairs.measure(2, rounds(9), maps.on(linux), maps.on(ours)),
        Unit.MICROSECONDS,
        target);
  }

  /** What several processes do, beside Linux and qemu-user. */
  private void processRows() {
    row(
        "fork, exit and wait of a process with 64 MiB touched",
        what -> processes(what, "fork-large", quick ? 50 : 200, 300e-6));
    row(
        "fork, exit and wait of a small process",
        what -> processes(what, "fork-small", quick ? 500 : 2_000, 100e-6));
    row(
        "fork, exec of itself, exit and wait (under qemu-user the child runs natively)",
        what -> processes(what, "fork-exec", quick ? 250 : 1_000, 100e-6));
    row(
        "a token handed to another process by futex",
        what ->
            Row.among(
                what,
                trios("futex-token", 2_000, quick ? 42_000 : 202_000, Clock.WALL, Clock.WALL),
                Unit.MICROSECONDS,
                2e-6,
                OptionalDouble.of(0.75)));
    row(
        "a page copied on a write after fork",
        what ->
            Row.among(
                what,
                trios(
                    "copy-on-write",
                    4_096,
                    quick ? 5 * 4_096 : 17 * 4_096,
                    CpuClock::children,
                    CpuClock::thread),
                Unit.MICROSECONDS,
                5e-6,
                OptionalDouble.empty()));
  }

  private Row processes(String what, String program, long count, double limit) throws Exception {
    return Row.among(
        what,
        trios(program, count / 10, count, CpuClock::children, CpuClock::thread),
        Unit.MICROSECONDS,
        limit,
        OptionalDouble.empty());
  }

  /** The program on Linux, under qemu-user and on the machine. */
  private Trios trios(String name, long few, long many, Clock children, Clock own)
      throws Exception {
    final Counted program = new Counted(assemble("src/bench/asm/", name), few, many);
    return Trios.measure(
        rounds(5),
        program.on(new LinuxHost(List.of(), children)),
        QemuUser.host(children).map(program::on),
        program.on(new MachineHost(RAM_BYTES, 0, own)));
  }

  private void jvmRows() {
    final List<String> names =
        List.of(
            "map 256 MiB as 65,536 entries",
            "the same, heap allocated for each entry",
            "map 256 MiB as 128 pages of 2 MiB",
            "translations of a hot table by software",
            "dump of 65,536 entries to the model",
            "diff of two spaces of 65,536 entries, every one changed",
            "diff of two spaces of 65,536 entries, one changed",
            "an instant of 65,536 entries kept",
            "audit of 65,536 entries",
            "dump of a process's 65,536 entries by meaning",
            "that dump beside a scan of its tables",
            "a dump where each page is held otherwise than its neighbours",
            "a dump as text",
            "a dump as text with a line for each of 65,536 pages",
            "find of one of 256 objects that 64 processes map, as text");
    if (names.stream().noneMatch(this::isWanted)) {
      return;
    }
    final JmhRounds jmh;
    try {
      jmh =
          JmhRounds.run(
              List.of(
                  PlainStoresBenchmark.class,
                  MapBenchmark.class,
                  WalkBenchmark.class,
                  DumpBenchmark.class,
                  InstantsBenchmark.class,
                  InspectionBenchmark.class),
              quick ? 1 : 3,
              quick ? 10 : 20);
    } catch (org.openjdk.jmh.runner.RunnerException e) {
      names.forEach(name -> rows.add(Row.failed(name, String.valueOf(e.getMessage()))));
      return;
    }
    row(
        names.get(0),
        what ->
            Row.time(
                what,
                "512 KiB of stores",
                jmh.pairs("stores512KiB", "map65536Entries"),
                Unit.MICROSECONDS,
                5));
    row(
        names.get(1),
        what -> {
          final double bytes = jmh.allocatedBytes("map65536Entries") / Ground.ENTRIES;
          return new Row(
              what,
              "",
              Row.number(bytes) + " bytes",
              "",
              "0.00 bytes",
              Row.Verdict.of(bytes < 0.05));
        });
    row(
        names.get(2),
        what -> Row.limit(what, jmh.seconds("map128LargePages"), Unit.MICROSECONDS, 50e-6));
    row(
        names.get(3),
        what -> Row.limit(what, jmh.seconds("translate"), Unit.millionsPerSecond(1), 1 / 15e6));
    row(
        names.get(4),
        what -> Row.limit(what, jmh.seconds("dump65536Entries"), Unit.MILLISECONDS, 5e-3));
    row(names.get(5), what -> walks(what, "a scan of each", jmh.pairs("walkBoth", "diffAll"), 5));
    row(names.get(6), what -> walks(what, "a scan of each", jmh.pairs("walkBoth", "diffOne"), 5));
    row(names.get(7), what -> walks(what, "one scan", jmh.pairs("walkOne", "keep"), 2));
    row(names.get(8), what -> walks(what, "one scan", jmh.pairs("walkOne", "audit"), 5));
    row(
        names.get(9),
        what -> walks(what, "a walk of every page", jmh.pairs("bareWalk", "dumpSpace"), 3));
    row(
        names.get(10),
        what ->
            Row.beside(
                what,
                "a scan of its tables",
                jmh.pairs("bareScan", "dumpSpace"),
                Unit.MICROSECONDS));
    row(
        names.get(11),
        what -> walks(what, "a walk of every page", jmh.pairs("bareWalk", "dumpUneven"), 3));
    row(names.get(12), what -> Row.limit(what, jmh.seconds("dumpText"), Unit.MILLISECONDS, 0.1));
    row(names.get(13), what -> Row.limit(what, jmh.seconds("unevenText"), Unit.MILLISECONDS, 0.1));
    row(names.get(14), what -> Row.limit(what, jmh.seconds("findObject"), Unit.MILLISECONDS, 1e-3));
  }

  /** What the JUnit extension adds to a test. */
  private void extensionRows() {
    row(
        "a test with a machine of its own and two small programs",
        what -> {
          final JmhRounds jmh =
              JmhRounds.run(List.of(FreshMachineBenchmark.class), quick ? 1 : 3, quick ? 10 : 20);
          return Row.beyond(
              what, "an empty test", jmh.pairs("emptyTest", "guestTest"), Unit.MILLISECONDS, 5e-3);
        });
  }

  private static Row walks(String what, String against, Pairs pairs, double target) {
    return Row.time(what, against, pairs, Unit.MICROSECONDS, target);
  }

  private void startRows() {
    final Path launcher = module.resolveSibling("emulator").resolve("framewalk");
    final Timing java =
        new StartTime(Path.of(System.getProperty("java.home"), "bin", "java"), "-version");
    row(
        "emulator/framewalk --version",
        what -> start(what, "java -version", java, new StartTime(launcher, "--version"), 3));
    row(
        "emulator/framewalk run hello",
        what -> {
          final Path hello = assemble("src/bench/asm/", "hello");
          return start(what, "java -version", java, new StartTime(launcher, "run", hello), 5);
        });
    row(
        "emulator/framewalk run hello, of static glibc",
        what ->
            Row.beyond(
                what,
                "run hello without libc",
                Pairs.measure(
                    2,
                    rounds(21),
                    new StartTime(launcher, "run", assemble("src/bench/asm/", "hello")),
                    new StartTime(launcher, "run", CompiledGuest.make(module, "hello"))),
                Unit.MILLISECONDS,
                30e-3));
  }

  private void testRows() {
    final Path launcher = module.resolveSibling("emulator").resolve("framewalk");
    row(
        "1,000 small assembly tests, assembling included",
        what ->
            Row.limit(
                what,
                ManyTests.measure(
                    new StartTime(
                        launcher,
                        "test",
                        ManyTests.write(module.resolve("target/bench/many-tests"), 1_000)),
                    quick ? 1 : 5),
                Unit.SECONDS,
                20));
  }

  private Row start(String what, String against, Timing reference, Timing ours, double target)
      throws Exception {
    return Row.time(
        what, against, Pairs.measure(2, rounds(21), reference, ours), Unit.MILLISECONDS, target);
  }

  private boolean isWanted(String what) {
    return what.contains(wanted);
  }

  private void row(String what, Measurement measurement) {
    if (!isWanted(what)) {
      return;
    }
    final long start = System.nanoTime();
    try {
      rows.add(measurement.row(what));
    } catch (Exception e) {
      rows.add(Row.failed(what, String.valueOf(e.getMessage())));
    }
    System.err.printf("%5.1f s  %s%n", (System.nanoTime() - start) / 1e9, what);
  }

  private int rounds(int full) {
    return quick ? 3 : full;
  }

  private Counted counted(String name, long few, long many) throws AssemblerException {
    return new Counted(assemble("asm/bench/", name), few, many);
  }

  private Path assemble(String directory, String name) throws AssemblerException {
    final Path program =
        Assembler.ofEnvironment()
            .assemble(module.resolve(directory + name + ".S"), module.resolve("target/bench"));
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException("not executable: program=" + program);
    }
    return program;
  }
}
