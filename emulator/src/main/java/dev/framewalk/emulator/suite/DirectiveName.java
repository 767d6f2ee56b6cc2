package dev.framewalk.emulator.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The directives: a row each. */
enum DirectiveName {
  RUN("RUN", Scope.TEST, Times.ONCE, "RUN: NAME ARGUMENT..."),
  WITH("WITH", Scope.TEST, Times.OFTEN, "WITH: FILE ARGUMENT... or WITH: NAME=FILE ARGUMENT..."),
  EXPECT_EXIT(
      "EXPECT-EXIT", Scope.PROCESS, Times.ONCE, "EXPECT-EXIT: 0 (to 255) or EXPECT-EXIT: SIGSEGV"),
  EXPECT_OUT("EXPECT-OUT", Scope.PROCESS, Times.OFTEN, "EXPECT-OUT: one line of output"),
  EXPECT_ERR("EXPECT-ERR", Scope.PROCESS, Times.OFTEN, "EXPECT-ERR: one line of standard error"),
  EXPECT_NO_OUT("EXPECT-NO-OUT", Scope.PROCESS, Times.ONCE, "EXPECT-NO-OUT:"),
  EXPECT_NO_ERR("EXPECT-NO-ERR", Scope.PROCESS, Times.ONCE, "EXPECT-NO-ERR:"),
  EXPECT_FAULT(
      "EXPECT-FAULT",
      Scope.PROCESS,
      Times.ONCE,
      "EXPECT-FAULT: write read-only at SYMBOL or EXPECT-FAULT: SIGFPE at SYMBOL"),
  EXPECT_MAP("EXPECT-MAP", Scope.PROCESS, Times.OFTEN, "EXPECT-MAP: 0x10000000 /object+0x1000 rw"),
  EXPECT_OBJECTS("EXPECT-OBJECTS", Scope.TEST, Times.ONCE, "EXPECT-OBJECTS: /ring /log"),
  EXPECT_NATIVE("EXPECT-NATIVE", Scope.TEST, Times.ONCE, "EXPECT-NATIVE: same"),
  EXPECT_DEADLOCK("EXPECT-DEADLOCK", Scope.TEST, Times.ONCE, "EXPECT-DEADLOCK:"),
  BUDGET("BUDGET", Scope.TEST, Times.ONCE, "BUDGET: 10M"),
  SEED("SEED", Scope.TEST, Times.ONCE, "SEED: 7 or SEED: 1..50 or SEED: 1,5,9"),
  QUANTUM("QUANTUM", Scope.TEST, Times.ONCE, "QUANTUM: 50"),
  MEMORY("MEMORY", Scope.TEST, Times.ONCE, "MEMORY: 64M"),
  INPUT("INPUT", Scope.PROCESS, Times.OFTEN, "INPUT: one line of standard input"),
  TITLE("TITLE", Scope.TEST, Times.ONCE, "TITLE: what holds"),
  HINT("HINT", Scope.TEST, Times.OFTEN, "HINT: what to look at");

  /** What a directive is about. */
  enum Scope {
    TEST,
    /** One process: the one in brackets, or else that of RUN. */
    PROCESS
  }

  /** How often a directive may be given, for one process if it is about one. */
  enum Times {
    ONCE,
    OFTEN
  }

  private final String word;
  private final Scope scope;
  private final Times times;
  private final String form;

  DirectiveName(String word, Scope scope, Times times, String form) {
    this.word = word;
    this.scope = scope;
    this.times = times;
    this.form = form;
  }

  static Optional<DirectiveName> of(String word) {
    return Arrays.stream(values()).filter(name -> name.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(DirectiveName::word).toList();
  }

  String word() {
    return word;
  }

  Scope scope() {
    return scope;
  }

  Times times() {
    return times;
  }

  /** What it looks like. */
  String form() {
    return form;
  }
}
