package dev.framewalk.emulator.debug.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which QEMU's monitor shows memory (monitor/hmp-cmds-target.c, memory_dump). */
final class XpTest {
  private static final byte[] BYTES = Cells.little(0xfedcba9880000001L, 8);

  @ParameterizedTest
  @CsvSource({
    "/1xg, 0xfedcba9880000001",
    "/1gx, 0xfedcba9880000001",
    "/2xw, 0x80000001 0xfedcba98",
    "/1xh, 0x0001",
    "/1x, 0x80000001",
    "/dw, -2147483647",
    "/1uw, 2147483649",
    "/1dg, '  -81985529054232575'",
    "/1ow, 020000000001",
    "/1ob, 01",
    "/1xb, 0x01",
  })
  void eachFormatIsAsWideAsItsLargestNumber(String format, String shown) throws Exception {
    assertThat(Xp.parse(format).text(0x1000, BYTES).split("\n", 2)[0].replaceAll(" +", " "))
        .startsWith("0000000000001000: " + shown.strip());
  }

  @Test
  void linesHoldSixteenBytesOrEightSingleOnes() throws Exception {
    final byte[] bytes = new byte[32];
    assertThat(Xp.parse("/8xw").text(0x10, bytes))
        .isEqualTo(
            "0000000000000010: 0x00000000 0x00000000 0x00000000 0x00000000\n"
                + "0000000000000020: 0x00000000 0x00000000 0x00000000 0x00000000\n");
    assertThat(Xp.parse("/9xb").text(0, new byte[9]))
        .isEqualTo(
            "0000000000000000: 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00\n0000000000000008: 0x00\n");
    assertThat(Xp.parse("/4c").text(0, "a'\n\u0001".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("0000000000000000: 'a' '\\'' '\\n' '\\x01'\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/4xz", "4x", "/-1x", "/xdx", "/8193xg", "/999999999999x"})
  void whatIsNoFormatIsSaidSo(String format) {
    assertThatThrownBy(() -> Xp.parse(format)).isInstanceOf(InspectionFailure.class);
  }
}
