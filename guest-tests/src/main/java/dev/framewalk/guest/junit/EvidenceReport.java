package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.Evidence;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes what helps to see why a test failed, and tells JUnit of it. */
record EvidenceReport(ExtensionContext context, Workspace workspace) {
  /** Writes and attaches the files; a line that says where they are, or why there are none. */
  String write(Trial trial) {
    final Path directory = workspace.evidence(context);
    final List<Path> files;
    try {
      files = Evidence.write(trial, directory);
    } catch (IOException | HarnessException | RuntimeException e) {
      return "no report could be written to " + directory + ": " + e.getMessage();
    }
    final Map<String, String> entries = new LinkedHashMap<>();
    for (final Path file : files) {
      entries.put("framewalk." + file.getFileName(), file.toString());
    }
    context.publishReportEntry(entries);
    for (final Path file : files) {
      attach(file);
    }
    return "see "
        + directory.resolve("report.html")
        + " (beside it trace.txt, schedule.txt, tables.txt)";
  }

  private void attach(Path file) {
    final String name = String.valueOf(file.getFileName());
    try {
      context.publishFile(
          name,
          name.endsWith(".html")
              ? MediaType.create("text", "html", java.nio.charset.StandardCharsets.UTF_8)
              : MediaType.TEXT_PLAIN_UTF_8,
          target -> Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING));
    } catch (RuntimeException e) {
      // Whoever runs the tests offers no place for files: the entries above name them.
      context.publishReportEntry("framewalk.not-attached", name + ": " + e.getMessage());
    }
  }
}
