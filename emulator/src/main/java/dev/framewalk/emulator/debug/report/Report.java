package dev.framewalk.emulator.debug.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A picture of a run: one HTML file that needs nothing else, no network and no server. It shows the
 * tables of each process, physical memory, and the walk of any address at each recorded event.
 */
public final class Report {
  private final String html;
  private final int events;
  private final long total;

  private Report(String html, int events, long total) {
    this.html = html;
    this.events = events;
    this.total = total;
  }

  /**
   * The report of a run that is over. The machine is looked at for the last time, so it must be
   * open still; the report can be written after it was closed.
   *
   * @param recorder was listening since before the first program was loaded
   * @param result how the run ended
   */
  public static Report of(ReportRecorder recorder, RunResult result) {
    final String how = headline(result);
    recorder.finish(how);
    final List<EventLog.Entry> entries = recorder.log().entries();
    final String json =
        ReportJson.text(
            parts -> {
              final JsonGenerator out = parts.generator();
              out.writeStartObject();
              parts.schema();
              out.writeStringField("title", title(result.summary()));
              machine(out, recorder);
              out.writeNumberField("total", recorder.log().total());
              outcome(out, how, result);
              parts.events(entries);
              out.writeEndObject();
            });
    return new Report(
        PageTemplate.page(json, PageTemplate.Network.NONE), entries.size(), recorder.log().total());
  }

  /** How many events the page shows. */
  public int events() {
    return events;
  }

  /** How many events there were. */
  public long totalEvents() {
    return total;
  }

  /** The page. */
  public String html() {
    return html;
  }

  /**
   * Writes the page to {@code file}, which is replaced at once if it exists: who reads it finds the
   * old page or the new one, never a part.
   *
   * @throws IOException if it cannot be written; the message says why, without the file's name, and
   *     what was there stays as it was
   */
  public void write(Path file) throws IOException {
    final byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    if (Files.isDirectory(file)) {
      throw new IOException("a directory; give a file in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device is written to, not replaced.
      Files.write(file, bytes);
      return;
    }
    // What a link leads to is replaced, not the link.
    final Path target =
        Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.exists(file)
            ? file.toRealPath()
            : file.toAbsolutePath();
    final Path directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IOException("no directory " + directory + "; make it first");
    }
    final Path part =
        directory.resolve(
            "." + target.getFileName() + "." + ThreadLocalRandom.current().nextLong(1L << 40));
    try {
      Files.write(part, bytes, StandardOpenOption.CREATE_NEW);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      throw new IOException(e.getReason() == null ? "cannot be written" : e.getReason(), e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String title(RunSummary summary) {
    final List<String> names = new ArrayList<>();
    for (final ProcessOutcome process : summary.processes()) {
      if (process.loaded()) {
        names.add(Printable.of(process.name()));
      }
    }
    return String.join(", ", names);
  }

  private static void machine(JsonGenerator out, ReportRecorder recorder) throws IOException {
    out.writeNumberField("frames", recorder.machine().config().memoryBytes() >>> 12);
    out.writeNumberField("kernelRoot", recorder.machine().kernel().kernelRoot().number());
    out.writeStringField("seed", Long.toString(recorder.machine().config().seed()));
  }

  private static void outcome(JsonGenerator out, String how, RunResult result) throws IOException {
    final RunSummary facts = result.summary();
    out.writeObjectFieldStart("outcome");
    out.writeStringField("text", how);
    out.writeBooleanField("good", result instanceof RunResult.Finished done && done.good());
    out.writeNumberField("framesInUse", facts.framesInUse());
    out.writeNumberField("kernelFrames", facts.kernelFrames());
    out.writeNumberField("pagesMapped", facts.pagesMapped());
    out.writeNumberField("systemCalls", facts.syscalls());
    out.writeNumberField("pageFaults", facts.faults());
    out.writeNumberField("switches", facts.switches());
    out.writeStringField("scheduleHash", String.format("0x%016x", facts.scheduleHash()));
    out.writeArrayFieldStart("processes");
    for (final ProcessOutcome process : facts.processes()) {
      out.writeStartObject();
      out.writeNumberField("pid", process.pid());
      out.writeStringField("name", Printable.of(process.name()));
      out.writeStringField("end", end(process));
      out.writeBooleanField("good", process.good());
      if (process.fault().isPresent()) {
        out.writeStringField("fault", process.fault().get().text());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static String end(ProcessOutcome process) {
    if (process.end().isEmpty()) {
      return "still there when the run ended";
    }
    final ProcessEnd end = process.end().get();
    return end instanceof ProcessEnd.Killed killed
        ? "killed by " + killed.signal() + " (status " + end.exitStatus() + ")"
        : "exit status " + end.exitStatus();
  }

  /** How a run ended, in a clause. */
  public static String headline(RunResult result) {
    if (result instanceof RunResult.MachineError error) {
      return "machine error: " + Printable.of(error.message());
    }
    if (result instanceof RunResult.BudgetExhausted exhausted) {
      return "the budget of "
          + ReportJson.lower(exhausted.kind()).replace('-', ' ')
          + " was used up";
    }
    if (result instanceof RunResult.Deadlocked deadlocked) {
      return "deadlock: " + Printable.of(String.join("; ", deadlocked.waits()));
    }
    long failed = 0;
    for (final ProcessOutcome process : result.summary().processes()) {
      failed += process.loaded() && !process.good() ? 1 : 0;
    }
    return failed == 0
        ? "every program exited with status 0"
        : failed == 1 ? "a program failed" : failed + " programs failed";
  }
}
