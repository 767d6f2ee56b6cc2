package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.Check;
import dev.framewalk.emulator.lab.Lab.HintRule;
import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Question;
import dev.framewalk.emulator.lab.Lab.Test;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a worker is to check.
 *
 * @param lab the lab, of which a worker needs no file
 * @param place an empty directory for the submission and all that is made of it
 * @param files the submission
 * @param result where the result belongs
 * @param nonce what shows that the result is this request's
 */
record WorkRequest(
    Lab lab,
    Bench bench,
    Path place,
    Map<String, byte[]> files,
    Settings settings,
    Optional<Path> evidence,
    Path result,
    long nonce) {
  void write(DataOutput out) throws IOException {
    Wire.text(lab.name(), out);
    Wire.text(lab.kind(), out);
    Wire.list(lab.submit(), Wire::text, out);
    Wire.list(lab.parts(), WorkRequest::part, out);
    Wire.text(bench.directory().toString(), out);
    Wire.list(bench.files(), Wire::text, out);
    Wire.list(List.copyOf(bench.programs().entrySet()), WorkRequest::program, out);
    Wire.list(List.copyOf(bench.around()), Wire::text, out);
    Wire.text(place.toString(), out);
    Wire.list(List.copyOf(files.entrySet()), WorkRequest::file, out);
    out.writeLong(settings.schedules());
    out.writeLong(settings.questions());
    out.writeBoolean(settings.budget().isPresent());
    out.writeLong(settings.budget().orElse(0));
    Wire.optional(evidence.map(Path::toString), Wire::text, out);
    Wire.text(result.toString(), out);
    out.writeLong(nonce);
  }

  static WorkRequest read(DataInput in) throws IOException {
    final Lab lab = lab(in);
    final Path tests = Path.of(Wire.text(in));
    final List<String> names = Wire.list(Wire::text, in);
    final Map<Path, Path> programs = new HashMap<>();
    for (final List<String> pair : Wire.list(each -> Wire.list(Wire::text, each), in)) {
      programs.put(Path.of(pair.get(0)), Path.of(pair.get(1)));
    }
    final Set<String> around = Set.copyOf(Wire.list(Wire::text, in));
    final Path place = Path.of(Wire.text(in));
    final Map<String, byte[]> files = new HashMap<>();
    for (final Map.Entry<String, byte[]> file : Wire.list(WorkRequest::file, in)) {
      files.put(file.getKey(), file.getValue());
    }
    final long schedules = in.readLong();
    final long questions = in.readLong();
    final boolean limited = in.readBoolean();
    final long budget = in.readLong();
    return new WorkRequest(
        lab,
        new Bench(tests, names, programs, around),
        place,
        files,
        new Settings(
            schedules, questions, limited ? OptionalLong.of(budget) : OptionalLong.empty()),
        Wire.optional(Wire::text, in).map(Path::of),
        Path.of(Wire.text(in)),
        in.readLong());
  }

  private static Lab lab(DataInput in) throws IOException {
    final String name = Wire.text(in);
    final String kind = Wire.text(in);
    final List<String> submit = Wire.list(Wire::text, in);
    final List<Part> parts = Wire.list(WorkRequest::part, in);
    return new Lab(
        new LabFiles.BuiltIn(name),
        name,
        name,
        "",
        kind,
        submit,
        List.of(),
        List.of(),
        parts,
        List.of());
  }

  private static void part(Part part, DataOutput out) throws IOException {
    Wire.text(part.id(), out);
    out.writeLong(part.points().hundredths());
    final boolean test = part.check() instanceof Test;
    out.writeBoolean(test);
    Wire.text(part.check() instanceof Test file ? file.file() : "", out);
    Wire.list(part.hints(), WorkRequest::hint, out);
  }

  private static Part part(DataInput in) throws IOException {
    final String id = Wire.text(in);
    final Points points = new Points(in.readLong());
    final boolean test = in.readBoolean();
    final String file = Wire.text(in);
    final Check check = test ? new Test(file) : new Question(id);
    return new Part(id, id, points, check, Wire.list(WorkRequest::hint, in));
  }

  private static void hint(HintRule rule, DataOutput out) throws IOException {
    Wire.text(rule.pattern().pattern(), out);
    Wire.text(rule.say(), out);
  }

  private static HintRule hint(DataInput in) throws IOException {
    return new HintRule(Pattern.compile(Wire.text(in)), Wire.text(in));
  }

  private static void program(Map.Entry<Path, Path> program, DataOutput out) throws IOException {
    Wire.list(List.of(program.getKey().toString(), program.getValue().toString()), Wire::text, out);
  }

  private static void file(Map.Entry<String, byte[]> file, DataOutput out) throws IOException {
    Wire.text(file.getKey(), out);
    out.writeInt(file.getValue().length);
    out.write(file.getValue());
  }

  private static Map.Entry<String, byte[]> file(DataInput in) throws IOException {
    final String name = Wire.text(in);
    final byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return Map.entry(name, bytes);
  }
}
