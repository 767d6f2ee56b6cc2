package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.lab.AnswerLab.Answered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How answers are read: what is the same, what is refused, and what is said then. */
class AnswerSheetTest {
  private static final Questionnaire ONE =
      new Questionnaire(
          "a sheet",
          7,
          List.of(
              new Asked(
                  "number",
                  List.of("Which?"),
                  List.of(
                      Item.number("entry", 0x1f2000)
                          .slip("low-bits", 0x1f2027, "the flags are in it"))),
              new Asked(
                  "words",
                  List.of("What?"),
                  List.of(
                      Item.of("rights.a", AnswerKind.RIGHTS, "r-x"),
                      Item.of("size.a", AnswerKind.PAGE_SIZE, "2 MiB"),
                      Item.of("level.a", AnswerKind.LEVEL, "PDPT"),
                      Item.of("outcome.a", AnswerKind.OUTCOME, "allowed")))));

  private static Answered part(int number, String text) {
    return ONE.check(Map.of("answers.txt", text)).get(number);
  }

  @ParameterizedTest
  @CsvSource({
    "0x1f2000",
    "0X1F2000",
    "0x1f_2000",
    "2039808",
    "2_039_808",
    "0b111110010000000000000",
    "0x0000000000000000001f2000",
    "'  0x1f2000   # found at last'"
  })
  void aNumberMayBeWrittenInManyWays(String written) {
    assertThat(part(0, "entry: " + written).message()).isEmpty();
    assertThat(part(0, "ENTRY=" + written).verdict()).isEqualTo(Verdict.PASSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1f2000 | hexadecimal digits without 0x: write 0x1f2000",
        "f2000 | hexadecimal digits without 0x: write 0xf2000",
        "1f2000h | write 0x1f2000, not 1f2000h",
        "0017 | decimal or hexadecimal? 0017; write 0x before hexadecimal digits",
        "-1 | a negative number: -1; write the 64 bits with 0x",
        "0xfg | no number: 0xfg ('g' is no hexadecimal digit)",
        "0b12 | no number: 0b12 ('2' is no binary digit)",
        "0x | no number: 0x; write 0x and hexadecimal digits",
        "0x_1 | no number: 0x_1; write 0x and hexadecimal digits",
        "0x1ffffffffffffffff | more than 64 bits: 0x1ffffffffffffffff; no register holds that",
        "123456789012345678901234567890123456789012345678901234567890 | more than 64 bits: 1234567890123456789012345678901234567...; no register holds that",
        "\u0661\u0662 | no number: \u0661\u0662 ('\u0661' is no decimal digit)"
      })
  void aNumberThatCannotBeReadIsAnErrorWithACaret(String written, String why) {
    assertThat(part(0, "# mine\nentry: " + written).message())
        .isEqualTo("answers.txt:2: " + why + "\n  entry: " + written + "\n         ^");
  }

  @Test
  void partsOfAnAnswerCountByThemselves() {
    Answered part = part(1, "rights.a: RX\nsize.a: 2M\nlevel.a: pdpte\noutcome.a: 0x5\nseed: 7\n");
    assertThat(part.fraction()).isEqualTo(0.75);
    assertThat(part.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(part.message())
        .isEqualTo(
            """
            answers.txt:4: not the answer to outcome.a
              outcome.a: 0x5
                         ^""");
    assertThat(part.hint()).isEmpty();
  }

  @Test
  void aSlipThatIsRecognisedIsNamed() {
    assertThat(part(0, "entry: 0x1f2027").hint()).contains("the flags are in it");
    assertThat(part(0, "entry: 0x1f2026").hint()).isEmpty();
  }

  @Test
  void digitsOfTheOtherRadixAreRecognised() {
    assertThat(part(0, "entry: 0x2039808").hint())
        .contains("those digits are right in decimal: behind 0x they are hexadecimal");
    Questionnaire decimal =
        new Questionnaire(
            "a sheet", 7, List.of(new Asked("i", List.of(), List.of(Item.number("i", 0x96)))));
    assertThat(decimal.check(Map.of("answers.txt", "i: 96")).get(0).hint())
        .contains("those digits are right in hexadecimal: write 0x96");
  }

  @Test
  void aSecondAnswerIsRefusedWhateverItSays() {
    Answered part = part(0, "entry: 0x1f2000\nrights.a: r\nentry: 0x1f2000");
    assertThat(part.fraction()).isZero();
    assertThat(part.message())
        .isEqualTo(
            """
            answers.txt:3: a second answer to entry: there is one in line 1; keep one of them
              entry: 0x1f2000
              ^""");
  }

  @Test
  void aMissingAnswerComesWithTheLinesThatAnswerNothing() {
    assertThat(part(0, "entyr: 0x1f2000\nwhat is this\nzzz: 1").message())
        .isEqualTo(
            """
            not answered: entry (a number, as 0x5027)
            answers.txt:1: no question is called entyr; did you mean entry?
              entyr: 0x1f2000
              ^
            answers.txt:2: no answer: write `key: answer`
              what is this
              ^
            answers.txt:3: no question is called zzz
              zzz: 1
              ^""");
  }

  @Test
  void aThousandLinesOfNonsenseAreCounted() {
    assertThat(part(0, "x: 1\n".repeat(1000)).message())
        .hasLineCount(1 + 5 * 3 + 1)
        .endsWith("and 995 more such lines");
  }

  @Test
  void theCaretIsWhereTheAnswerIsInALongLine() {
    String line = " ".repeat(300) + "entry: nonsense";
    String[] shown = part(0, line).message().split("\n");
    assertThat(shown[1].charAt(shown[2].indexOf('^'))).isEqualTo('n');
    assertThat(shown[1].substring(shown[2].indexOf('^'))).isEqualTo("nonsense");
  }
}
