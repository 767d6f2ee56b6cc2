package dev.framewalk.guest.suite;

import java.util.List;
import java.util.stream.Stream;

/** The ways of making a program of a C source: which compiler, hence which libc, and which ELF. */
enum CBuild {
  /** Linked with musl at fixed addresses. */
  MUSL("musl", "musl-gcc", "-static"),
  /** Linked with glibc at fixed addresses. */
  GLIBC("glibc", "gcc", "-static"),
  /**
   * Linked with glibc, and relocating itself. There is no such build with musl: its wrapper of gcc
   * makes a dynamic program when it is told {@code -static-pie}.
   */
  GLIBC_PIE("glibc-pie", "gcc", "-static-pie", "-fPIE");

  /** What to do where none of the compilers is there. */
  static final String REMEDY =
      "the C guest programs need a C compiler: apt-get install musl-tools gcc libc6-dev";

  private static final List<String> OPTIONS =
      List.of(
          "-std=gnu11",
          "-O1",
          "-g",
          "-pthread",
          "-fno-strict-aliasing",
          "-Wall",
          "-Wextra",
          "-D_GNU_SOURCE");

  private final String label;
  private final String compiler;
  private final List<String> linkage;

  CBuild(String label, String compiler, String... linkage) {
    this.label = label;
    this.compiler = compiler;
    this.linkage = List.of(linkage);
  }

  /** Returns the name that cases and directories carry. */
  String label() {
    return label;
  }

  /** Returns the compiler's name on the search path. */
  String compiler() {
    return compiler;
  }

  /** Returns the options that make the program; sources and the output come behind them. */
  List<String> options() {
    return Stream.concat(OPTIONS.stream(), linkage.stream()).toList();
  }
}
