package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a number is. */
class ArgumentsTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "007,7",
    "4_096,4096",
    "0x0,0",
    "0X7f,127",
    "0xffff_ffff_8000_0000,-2147483648",
    "0xFFFFFFFFFFFFFFFF,-1",
    "18446744073709551615,-1",
    "9223372036854775808,-9223372036854775808",
    "0x0000000000000000000000000001,1"
  })
  void aNumberHasAll64Bits(String word, long number) {
    assertThat(Arguments.numberIn(word)).isEqualTo(OptionalLong.of(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0x",
        "0x_",
        "_1",
        "1_",
        "0x1_",
        "+1",
        "-1",
        "0x+1",
        "0x-1",
        "1e3",
        "0x1g",
        "7f",
        " 1",
        "1 ",
        "1\n",
        "\u0663",
        "\uff11",
        "18446744073709551616",
        "0x10000000000000000"
      })
  void anythingElseIsNone(String word) {
    assertThat(Arguments.numberIn(word)).isEmpty();
  }
}
