package dev.framewalk.emulator.debug.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.prompt.Addresses;
import dev.framewalk.emulator.debug.prompt.CommandWords;
import dev.framewalk.emulator.debug.prompt.Marks;
import dev.framewalk.emulator.debug.prompt.Questions;
import dev.framewalk.emulator.debug.prompt.Scene;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.machine.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a browser sees of a debugging session: its stops so far, and answers to questions. All but
 * {@link #eventsSince} and {@link #page} is for the session's own thread.
 */
final class WebSession {
  /** Looks as often as it is asked to: somebody waits for each. */
  private static final EventLog.Limits LIMITS =
      new EventLog.Limits(200, 1_000, 160_000, Long.MAX_VALUE);

  /** Commands that move the machine. */
  enum Move {
    STEP("step"),
    STEP_CALL("step-call"),
    CONTINUE("continue"),
    BACK("back"),
    BACK_CALL("back-call");

    private final String word;

    Move(String word) {
      this.word = word;
    }

    static Optional<Move> of(String word) {
      for (final Move move : values()) {
        if (move.word.equals(word)) {
          return Optional.of(move);
        }
      }
      return Optional.empty();
    }
  }

  private final DebugSession session;
  private final List<Inspection> inspections;
  private final Marks marks = new Marks();
  private final EventLog log = new EventLog(LIMITS);
  private final String title;
  private final long frames;
  private final long kernelRoot;

  WebSession(DebugSession session, List<Inspection> inspections) {
    this.session = session;
    this.inspections = List.copyOf(inspections);
    final List<String> names = new ArrayList<>();
    for (final Program program : session.recipe().programs()) {
      names.add(Printable.of(program.image().name()));
    }
    this.title = String.join(", ", names);
    this.frames = session.recipe().config().memoryBytes() >>> 12;
    this.kernelRoot = session.view().kernelRoot().number();
    look();
  }

  private void look() {
    synchronized (log) {
      log.add(session.view(), StopText.said(session.stop(), session.machine()));
    }
  }

  /** Moves the machine, and looks at where it stands then. */
  void move(Move move) {
    final Goal call = Goal.at(Goal.Event.AFTER_CALL);
    switch (move) {
      case STEP -> session.stepInstruction(OptionalInt.empty());
      case STEP_CALL -> session.resume(call);
      case CONTINUE -> session.resume(Goal.END);
      case BACK -> session.stepBack(OptionalInt.empty());
      case BACK_CALL -> session.resumeBack(call);
    }
    look();
  }

  /** Stops what runs; for any thread. */
  void interrupt() {
    session.interrupt();
  }

  /**
   * Answers a question.
   *
   * @throws InspectionFailure if it is none, or cannot be answered
   */
  Shown inspect(String question) throws InspectionFailure {
    final List<String> words = CommandWords.words(question);
    final String name = words.isEmpty() ? "" : words.get(0);
    if (name.equals("mark")) {
      return marks.mark(session, words.subList(1, words.size()));
    }
    for (final Inspection inspection : inspections) {
      if (inspection.name().equals(name)) {
        final Scene scene = Scene.of(session);
        return Questions.ask(
            scene,
            new Addresses(scene, OptionalInt.empty()),
            marks,
            inspection,
            words.subList(1, words.size()));
      }
    }
    final List<String> names = new ArrayList<>();
    for (final Inspection inspection : inspections) {
      names.add(inspection.synopsis());
    }
    names.add(Marks.SYNOPSIS);
    throw new InspectionFailure(
        (name.isEmpty() ? "no question" : "no question \"" + Printable.of(name) + "\"")
            + "; there are: "
            + String.join(" | ", names));
  }

  /** The answer for a person, as a document that has {@code text}. */
  static String text(Shown shown) {
    return ReportJson.text(
        parts -> {
          parts.generator().writeStartObject();
          parts.generator().writeStringField("schema", "framewalk.answer/1");
          parts.generator().writeStringField("text", shown.text(Style.PLAIN));
          parts.generator().writeEndObject();
        });
  }

  /** Where the machine stands. */
  String state() {
    return ReportJson.text(
        parts -> {
          final JsonGenerator out = parts.generator();
          out.writeStartObject();
          out.writeStringField("schema", "framewalk.state/1");
          out.writeStringField("place", session.place().toString());
          out.writeStringField("stop", StopText.said(session.stop(), session.machine()).text());
          out.writeNumberField("tid", session.stop().tid());
          out.writeArrayFieldStart("processes");
          for (final var space : session.view().spaces()) {
            out.writeStartObject();
            out.writeNumberField("pid", space.pid());
            out.writeStringField("name", Printable.of(space.name()));
            out.writeStringField(
                "cr3", "0x" + Long.toHexString(space.mode().root().start().value()));
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  /** The page with all events so far. */
  String page() {
    final String json =
        ReportJson.text(
            parts -> {
              final JsonGenerator out = parts.generator();
              out.writeStartObject();
              parts.schema();
              out.writeStringField("title", title);
              out.writeBooleanField("live", true);
              out.writeNumberField("frames", frames);
              out.writeNumberField("kernelRoot", kernelRoot);
              out.writeStringField("seed", Long.toString(session.recipe().config().seed()));
              events(parts, -1);
              out.writeEndObject();
            });
    return PageTemplate.page(json, PageTemplate.Network.OWN_SERVER);
  }

  /**
   * The events behind number {@code since}: if that one is not kept any more, all that are, and
   * {@code whole} says so.
   */
  String eventsSince(long since) {
    return ReportJson.text(
        parts -> {
          parts.generator().writeStartObject();
          parts.schema();
          events(parts, since);
          parts.generator().writeEndObject();
        });
  }

  private void events(ReportJson parts, long since) throws IOException {
    final List<EventLog.Entry> entries;
    final long total;
    synchronized (log) {
      total = log.total();
      // A browser asks every second, and mostly nothing has happened.
      entries = since == total - 1 ? List.of() : log.entries();
    }
    parts.generator().writeNumberField("total", total);
    if (since == total - 1) {
      parts.events(entries);
      return;
    }
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).event().number() == since) {
        parts.events(entries.subList(i + 1, entries.size()));
        return;
      }
    }
    parts.generator().writeBooleanField("whole", true);
    parts.events(entries);
  }
}
