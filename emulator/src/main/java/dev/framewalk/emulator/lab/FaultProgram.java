package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The program of one variant of the lab "who faulted": one of a family whose members all do the
 * same work and each spoil it in another way, with names and numbers of its own.
 *
 * <p>The sources lie below {@code lab/fault/family}. A name in braces is replaced by its value; a
 * line that begins with {@code @faulty}, {@code @mended} or {@code @removed} is in that version
 * only.
 */
final class FaultProgram {
  private static final String FAMILY = "/dev/framewalk/lab/fault/family/";
  private static final int PAGE = 4096;

  /** The members of the family, and how many pages the object of each has. */
  private static final List<Member> MEMBERS =
      List.of(
          new Member("null", 2),
          new Member("read-only", 1),
          new Member("no-execute", 1),
          new Member("neighbour", 2),
          new Member("beyond-end", 2),
          new Member("kernel-half", 1),
          new Member("stack", 1),
          new Member("munmap", 1));

  private static final List<String> FUNCTIONS =
      List.of(
          "prepare",
          "arrange",
          "collect",
          "settle",
          "gather",
          "tally",
          "assemble",
          "carry",
          "deliver",
          "inscribe",
          "balance",
          "survey",
          "harvest",
          "muster");

  private static final List<String> LABELS =
      List.of("total", "sum", "score", "amount", "weight", "credit");

  private static final List<String> THINGS =
      List.of("ledger", "harbour", "orchard", "quarry", "library", "bakery", "depot", "mill");

  /** How a program is told. */
  enum Version {
    /** With the fault. */
    FAULTY,
    /** As it should be. */
    MENDED,
    /** Without the access that faults, and so without what it was for. */
    REMOVED
  }

  private record Member(String name, int pages) {}

  /**
   * What a run with one N must do.
   *
   * @param output standard output
   * @param words of the object: byte offset to number
   */
  record Expected(String output, Map<Long, Long> words) {}

  private final Member member;
  private final Map<String, String> names = new HashMap<>();
  private final String path;
  private final String label;
  private final int count;
  private final int stride;
  private final int base;
  private final int result;
  private final int factor;
  private final int offset;
  private final int defaultNumber;
  private final List<Integer> numbers;

  FaultProgram(long seed) {
    final LabRandom random = new LabRandom("fault", seed);
    member = random.of(MEMBERS);
    final boolean offNull = member.name().equals("null");
    final boolean wide = member.pages() > 1 && !offNull;
    count = wide ? random.between(12, 15) : random.between(12, 20);
    stride = 8 * (wide ? random.between(48, 60) : random.between(2, 12));
    final int start = 8 * random.between(8, 60);
    result = 8 * random.between(1, start / 8 - 1);
    // An offset from a null pointer is within its page no more than other addresses are.
    base = offNull ? PAGE + start : start;
    factor = random.between(3, 97);
    offset = random.between(100, 999);
    label = random.of(LABELS);
    path = "/fw-fault-" + random.of(THINGS) + "-" + random.between(100, 999);
    final List<Integer> runs = random.different(3, 2, 500);
    defaultNumber = runs.get(0);
    numbers = runs.subList(1, 3);
    final List<String> functions = random.shuffled(FUNCTIONS);
    final String[] roles = {"open", "fill", "sum", "report", "decoy", "rule"};
    for (int i = 0; i < roles.length; i++) {
      names.put(roles[i], functions.get(i));
    }
    final long pageNumber = random.between(0, 0xf_fffe);
    names.put(
        "address",
        member.name().equals("kernel-half")
            ? hex(0x8000_0000L | (long) random.between(0, 0x7_fff0) << 12)
            : hex((long) random.between(0x10, 0x5fff) << 32 | pageNumber << 12));
    names.put("frame", String.valueOf(16 * random.between(16, 60)));
    names.put("page", String.valueOf(PAGE));
    names.put("size", String.valueOf(size()));
    names.put("path", path);
    names.put("label", label);
    names.put("count", String.valueOf(count));
    names.put("stride", String.valueOf(stride));
    names.put("base", String.valueOf(base));
    names.put("result", String.valueOf(result));
    names.put("a", String.valueOf(factor));
    names.put("b", String.valueOf(offset));
    names.put("default", String.valueOf(defaultNumber));
    names.put("fits", String.valueOf((PAGE - 8 - base) / stride + 1));
  }

  /** The member of the family that it is. */
  String member() {
    return member.name();
  }

  /** The source in one of its versions. */
  String source(Version version) {
    final String wanted = "@" + version.name().toLowerCase(Locale.ROOT) + " ";
    final StringBuilder text = new StringBuilder(4096);
    for (final String line : template().split("\n", -1)) {
      if (!line.startsWith("@")) {
        text.append(line).append('\n');
      } else if (line.startsWith(wanted)) {
        text.append(line, wanted.length(), line.length()).append('\n');
      }
    }
    String source = text.toString().stripTrailing() + "\n";
    for (final Map.Entry<String, String> name : names.entrySet()) {
      source = source.replace("{" + name.getKey() + "}", name.getValue());
    }
    return source;
  }

  private String template() {
    try (InputStream in = FaultProgram.class.getResourceAsStream(FAMILY + member.name() + ".S")) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + FAMILY + member.name());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The label of the function that has this role: {@code open}, {@code fill}, {@code decoy}. */
  String function(String role) {
    final String name = names.get(role);
    if (name == null) {
      throw new IllegalArgumentException("no such role: " + role);
    }
    return name;
  }

  /** The N of a run without an argument. */
  int defaultNumber() {
    return defaultNumber;
  }

  /** The N that a mended program is tried with: its author does not know them. */
  List<Integer> numbers() {
    return numbers;
  }

  /** The object's name, with its slash. */
  String path() {
    return path;
  }

  /** Bytes of the object. */
  long size() {
    return (long) member.pages() * PAGE;
  }

  /** What a run with {@code number} must print and leave. */
  Expected expected(int number) {
    final Map<Long, Long> words = new HashMap<>();
    long sum = 0;
    for (int i = 0; i < count; i++) {
      final long entry = (long) factor * i + offset + number;
      words.put((long) base + (long) stride * i, entry);
      sum += entry;
    }
    words.put((long) result, sum);
    return new Expected(label + " " + sum + "\n", words);
  }
}
