package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Test;
import dev.framewalk.emulator.lab.Lab.WrongSolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a lab's directories: a student's, and the instructor's. No file is ever replaced. */
public final class LabWriter {
  private final Lab lab;
  private final Path directory;

  /**
   * @param directory a directory that is missing or empty
   */
  public LabWriter(Lab lab, Path directory) {
    this.lab = lab;
    this.directory = directory;
  }

  /**
   * Writes what a student begins with.
   *
   * @return the files, sorted
   * @throws LabException if the directory is not empty or cannot be written
   */
  public List<String> student(Student student) throws LabException {
    final Map<String, byte[]> files = new LinkedHashMap<>();
    for (final String name : lab.student()) {
      files.put(name, lab.bytes(Lab.STUDENT + name));
    }
    lab.answers()
        .ifPresent(
            answers -> answers.files(student.seed()).forEach((n, t) -> files.put(n, utf8(t))));
    files.put(Student.FILE, utf8(student.json()));
    return write(files);
  }

  /**
   * Writes the whole lab in the shape that every command takes, with a rubric and, where questions
   * differ, this student's model and wrong answers.
   *
   * @return the files, sorted
   * @throws LabException if the directory is not empty or cannot be written
   */
  public List<String> instructor(Student student) throws LabException {
    final Map<String, byte[]> files = new LinkedHashMap<>();
    for (final String name : names()) {
      files.put(name, lab.bytes(name));
    }
    files.put("RUBRIC.md", utf8(new Rubric(lab).markdown()));
    final Optional<AnswerLab> answers = lab.answers();
    if (answers.isPresent()) {
      put(files, Lab.MODEL, answers.get().solve(student.seed()));
      final Map<String, Map<String, String>> wrong = answers.get().wrong(student.seed());
      for (final WrongSolution solution : lab.wrong()) {
        final @Nullable Map<String, String> texts = wrong.get(solution.name());
        if (texts != null) {
          put(files, Lab.WRONG + solution.name() + "/", texts);
        }
      }
      put(files, "student-" + student.seed() + "/", answers.get().files(student.seed()));
    }
    return write(files);
  }

  /** The names of all files of the lab. */
  private TreeSet<String> names() {
    final TreeSet<String> names = new TreeSet<>(List.of(LabLoader.FILE));
    lab.student().forEach(name -> names.add(Lab.STUDENT + name));
    lab.support().forEach(name -> names.add(Lab.SUPPORT + name));
    for (final Part part : lab.parts()) {
      if (part.check() instanceof Test test) {
        names.add(test.file());
      }
    }
    if (lab.answers().isEmpty()) {
      for (final String file : lab.submit()) {
        names.add(Lab.MODEL + file);
        lab.wrong().forEach(wrong -> names.add(Lab.WRONG + wrong.name() + "/" + file));
      }
    }
    return names;
  }

  private static void put(Map<String, byte[]> files, String prefix, Map<String, String> texts) {
    texts.forEach((name, text) -> files.put(prefix + name, utf8(text)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> write(Map<String, byte[]> files) throws LabException {
    mustBeEmpty();
    try {
      for (final Map.Entry<String, byte[]> file : files.entrySet()) {
        final Path target = directory.resolve(file.getKey());
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, file.getValue(), StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      throw new LabException(
          Names.printable(e.getMessage() + "") + ": exists already; give an empty directory");
    } catch (IOException e) {
      throw new LabException(
          Names.printable(directory.toString())
              + ": cannot be written: "
              + Names.printable(e.getMessage() + ""));
    }
    return new ArrayList<>(new TreeSet<>(files.keySet()));
  }

  private void mustBeEmpty() throws LabException {
    final String name = Names.printable(directory.toString());
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new LabException(name + ": a file; give a directory that is empty or not there yet");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new LabException(
            name + ": not empty; give a directory that is empty or not there yet");
      }
    } catch (IOException e) {
      throw new LabException(name + ": cannot be read: " + Names.printable(e.getMessage() + ""));
    }
  }
}
