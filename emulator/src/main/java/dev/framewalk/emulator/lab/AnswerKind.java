package dev.framewalk.emulator.lab;

import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.Locale;

/** What an answer is. Answers that mean the same have the same normal form. */
enum AnswerKind {
  /** A number of 64 bits; normally {@code 0x5027}. */
  NUMBER("a number, as 0x5027") {
    @Override
    String normal(String text) throws BadAnswer {
      return WrittenNumber.hex(WrittenNumber.parse(text));
    }
  },
  /** The size of a page; normally {@code 2 MiB}. */
  PAGE_SIZE("4 KiB, 2 MiB or 1 GiB") {
    @Override
    String normal(String text) throws BadAnswer {
      final String plain = text.toLowerCase(Locale.ROOT).replaceAll("[ _]", "");
      return switch (plain) {
        case "4kib", "4kb", "4k", "4096", "0x1000" -> "4 KiB";
        case "2mib", "2mb", "2m", "2097152", "0x200000" -> "2 MiB";
        case "1gib", "1gb", "1g", "1073741824", "0x40000000" -> "1 GiB";
        default -> throw unknown(text);
      };
    }
  },
  /** What may be done; normally three letters or dashes, {@code r-x}. */
  RIGHTS("three of r, w, x and -, as r-x; --- for no access") {
    @Override
    String normal(String text) throws BadAnswer {
      final String plain = text.toLowerCase(Locale.ROOT).replace(" ", "");
      if (plain.equals("none")) {
        return "---";
      }
      if (!plain.matches("r?w?x?|[r-][w-][x-]") || plain.isEmpty()) {
        throw unknown(text);
      }
      return (plain.contains("r") ? "r" : "-")
          + (plain.contains("w") ? "w" : "-")
          + (plain.contains("x") ? "x" : "-");
    }
  },
  /** What an access comes to: {@code allowed} or the error code of its page fault. */
  OUTCOME("allowed, or the error code of the page fault, as 0x7") {
    @Override
    String normal(String text) throws BadAnswer {
      final String plain = text.toLowerCase(Locale.ROOT);
      return plain.equals("allowed") || plain.equals("ok") ? "allowed" : NUMBER.normal(text);
    }
  },
  /** A level of the tables; normally as {@link PageTableLevel} has it. */
  LEVEL("PML4, PDPT, PD or PT; none where nothing forbids it") {
    @Override
    String normal(String text) throws BadAnswer {
      return switch (text.toUpperCase(Locale.ROOT)) {
        case "PML4", "PML4E" -> "PML4";
        case "PDPT", "PDP", "PDPTE" -> "PDPT";
        case "PD", "PDE" -> "PD";
        case "PT", "PTE" -> "PT";
        case "NONE", "-" -> "none";
        default -> throw unknown(text);
      };
    }
  },
  /** One word; case does not matter. */
  WORD("one word") {
    @Override
    String normal(String text) throws BadAnswer {
      if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw unknown(text);
      }
      return text.toLowerCase(Locale.ROOT);
    }
  },
  /** A name in a program, as it stands there. */
  SYMBOL("the name of a label") {
    @Override
    String normal(String text) throws BadAnswer {
      if (!text.matches("[A-Za-z_.$][A-Za-z0-9_.$]*")) {
        throw unknown(text);
      }
      return text;
    }
  };

  private final String form;

  AnswerKind(String form) {
    this.form = form;
  }

  /** What such an answer looks like, in words. */
  String form() {
    return form;
  }

  /**
   * The normal form of what somebody wrote.
   *
   * @param text without blanks around it, not empty
   * @throws BadAnswer if it is no such answer
   */
  abstract String normal(String text) throws BadAnswer;

  BadAnswer unknown(String text) {
    return new BadAnswer("not understood: " + BadAnswer.shown(text) + "; write " + form);
  }
}
