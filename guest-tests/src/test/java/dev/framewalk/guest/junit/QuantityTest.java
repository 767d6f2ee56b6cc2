package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "65536, 65536", "64k, 65536", "64K, 65536", "2M, 2097152", "1G, 1073741824"})
  void sizesCountIn1024(String text, long bytes) {
    assertThat(Quantity.bytes("memory", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "500_000, 500000", "500k, 500000", "10M, 10000000", "2G, 2000000000"})
  void instructionsCountIn1000(String text, long instructions) {
    assertThat(Quantity.count("budget", text)).isEqualTo(instructions);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "0", "-1", "1.5M", "M", "10 M", "1T", "9999999999999999999", "9G9"})
  void whatIsNoNumberIsRefusedWithTheFormsThereAre(String text) {
    assertThatExceptionOfType(GuestConfigurationException.class)
        .isThrownBy(() -> Quantity.count("budget", text))
        .withMessage(
            "budget = \"%s\": not a number of instructions; write it as 500000, 500k, 10M, 1G",
            text);
  }

  @Test
  void numbersBeyond63BitsAreRefused() {
    assertThatExceptionOfType(GuestConfigurationException.class)
        .isThrownBy(() -> Quantity.bytes("memory", "9999999999G"));
  }

  @Test
  void seedsAreRangesAndLists() {
    assertThat(Quantity.seeds("7")).containsExactly(7L);
    assertThat(Quantity.seeds("1..4")).containsExactly(1L, 2L, 3L, 4L);
    assertThat(Quantity.seeds("1, 5..6,-9")).containsExactly(1L, 5L, 6L, -9L);
    assertThat(Quantity.seeds("1..10000")).hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1,",
        "1..",
        "..2",
        "4..1",
        "1...3",
        "0..10000",
        "-9223372036854775808..9223372036854775807",
        "99999999999999999999"
      })
  void whatAreNoSeedsIsRefusedWithTheFormsThereAre(String text) {
    assertThatExceptionOfType(GuestConfigurationException.class)
        .isThrownBy(() -> Quantity.seeds(text))
        .withMessageStartingWith("@GuestSeeds(\"" + text + "\"): ")
        .withMessageEndingWith("; write them as 1..50, 7, or 1,5,9");
  }
}
