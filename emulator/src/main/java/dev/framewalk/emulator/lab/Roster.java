package dev.framewalk.emulator.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A list of who handed in what: lines {@code SUBMISSION,STUDENT}. */
public final class Roster {
  private Roster() {}

  /**
   * Students by the last name of the submission's path.
   *
   * @throws LabException if the file cannot be read, or a line has another form
   */
  public static Map<String, String> read(Path file) throws LabException {
    final String name = Names.printable(file.toString());
    final List<String> lines;
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LabFiles.MAX_BYTES) {
        throw new LabException(name + ": no file with a roster; give lines SUBMISSION,STUDENT");
      }
      lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new LabException(name + ": cannot be read: " + Names.printable(e.getMessage() + ""));
    }
    final Map<String, String> roster = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      final int comma = lines.get(i).lastIndexOf(',');
      final String submission = lines.get(i).substring(0, Math.max(comma, 0)).strip();
      final String student = lines.get(i).substring(comma + 1).strip();
      if (comma < 0 || submission.isEmpty() || student.isEmpty()) {
        throw new LabException(name + ":" + (i + 1) + ": no line SUBMISSION,STUDENT");
      }
      if (roster.put(submission, student) != null) {
        throw new LabException(
            name + ":" + (i + 1) + ": " + Names.printable(submission) + " stands here twice");
      }
    }
    return roster;
  }
}
