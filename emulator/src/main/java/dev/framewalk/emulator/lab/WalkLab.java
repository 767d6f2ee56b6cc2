package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lab "read a walk": raw frames, a few registers, and questions about addresses that are answered
 * with pencil and paper.
 */
final class WalkLab implements AnswerLab {
  private static final String MEMORY = "memory.txt";

  /** The slips that every variant has room for, and that are handed in whole. */
  private static final List<String> WRONG =
      List.of(
          "shifted-index",
          "reversed-indices",
          "eight-bit-index",
          "flags-in-address",
          "high-bits-in-address",
          "unscaled-index",
          "small-offset",
          "pat-in-address",
          "rights-of-the-leaf",
          "forgotten-xd",
          "no-user-bit",
          "wrong-present-bit",
          "no-fetch-bit",
          "ring0-writes-anything",
          "dirty-everywhere",
          "accessed-leaf-only",
          "not-canonical");

  @Override
  public Map<String, String> files(long seed) {
    final WalkTables tables = new WalkTables(seed);
    final Map<String, String> files = new LinkedHashMap<>();
    files.put(MEMORY, memory(seed, tables));
    files.put(Questionnaire.FILE, questionnaire(seed, tables).blank());
    return files;
  }

  @Override
  public List<Answered> check(long seed, Map<String, String> submission) {
    return questionnaire(seed, new WalkTables(seed)).check(submission);
  }

  @Override
  public Map<String, String> solve(long seed) {
    return Map.of(Questionnaire.FILE, questionnaire(seed, new WalkTables(seed)).solved());
  }

  @Override
  public Map<String, Map<String, String>> wrong(long seed) {
    final Questionnaire questionnaire = questionnaire(seed, new WalkTables(seed));
    final Map<String, Map<String, String>> wrong = new LinkedHashMap<>();
    for (final String name : WRONG) {
      wrong.put(name, Map.of(Questionnaire.FILE, questionnaire.slipped(name)));
    }
    return wrong;
  }

  private static Questionnaire questionnaire(long seed, WalkTables tables) {
    return new Questionnaire("read a walk: answers", seed, new WalkQuestions(tables).all());
  }

  private static String memory(long seed, WalkTables tables) {
    final PagingMode mode = tables.mode();
    final StringBuilder text = new StringBuilder(1 << 14);
    text.append("seed: ").append(seed).append("\n\n");
    text.append("A machine stands still. Its registers:\n\n");
    register(text, "CR0", mode.cr0());
    register(text, "CR3", mode.cr3());
    register(text, "CR4", mode.cr4());
    register(text, "EFER", mode.efer());
    text.append("\n  (").append(WalkText.mode(mode)).append(")\n\n");
    text.append("The addresses that the questions are about:\n\n");
    address(text, "A", tables.pageA());
    address(text, "B", tables.pageB());
    address(text, "C", tables.pageC());
    address(text, "D", tables.pageD());
    address(text, "N", tables.notPresent());
    address(text, "R", tables.reserved());
    text.append("\nPhysical memory, two little-endian 64-bit words a line, zero lines left out:\n");
    for (final long frame : tables.shownFrames()) {
      text.append('\n');
      frame(text, tables.memory(), frame);
    }
    return text.toString();
  }

  private static void register(StringBuilder text, String name, long value) {
    text.append(String.format("  %-4s = 0x%016x\n", name, value));
  }

  private static void address(StringBuilder text, String name, long value) {
    text.append(String.format("  %s = 0x%016x\n", name, value));
  }

  private static void frame(StringBuilder text, PhysicalMemory memory, long frame) {
    for (long at = frame; at < frame + 0x1000; at += 16) {
      final long first = memory.readWord(at);
      final long second = memory.readWord(at + 8);
      if (first != 0 || second != 0) {
        text.append(String.format("0x%08x:  0x%016x  0x%016x\n", at, first, second));
      }
    }
  }
}
