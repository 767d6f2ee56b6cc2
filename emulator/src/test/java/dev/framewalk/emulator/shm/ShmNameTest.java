package dev.framewalk.emulator.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShmNameTest {
  @Test
  void oneLeadingSlashIsNotPartOfTheName() throws ShmException {
    assertThat(ShmName.of("/ring")).isEqualTo(ShmName.of("ring")).hasToString("/ring");
    assertThat(ShmName.of("/ring").value()).isEqualTo("ring");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "//", "//ring", "/a/b", "a/", "/.", "..", "a\0b", "\ud800", "\udc00x"})
  void aNameThatIsNotWellFormedIsRefused(String path) {
    assertThatThrownBy(() -> ShmName.of(path))
        .isInstanceOfSatisfying(
            ShmException.class, e -> assertThat(e.error()).isEqualTo(ShmError.INVALID_NAME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", ".a", "a b", "\u00e9", "\ud83d\ude00", "-", "*"})
  void whatLinuxTakesAsANameIsTaken(String value) throws ShmException {
    assertThat(ShmName.of("/" + value).value()).isEqualTo(value);
  }

  @Test
  void theConstructorWantsTheBareName() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ShmName("/ring"));
  }

  // The lengths are those of RFC 3629, section 3.
  @ParameterizedTest
  @CsvSource({"a,1", "\u007f,1", "\u0080,2", "\u07ff,2", "\u0800,3", "\uffff,3", "\ud83d\ude00,4"})
  void lengthIsCountedInBytesOfUtf8(String value, int bytes) {
    assertThat(new ShmName(value).bytes()).isEqualTo(bytes);
    assertThat(new ShmName(value + "b" + value).bytes()).isEqualTo(2 * bytes + 1);
  }

  @Test
  void bytesOfAGuestBecomeAName() throws ShmException {
    assertThat(ShmName.ofBytes("/r\u00efng".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ShmName("r\u00efng"));
  }

  @Test
  void bytesThatAreNotUtf8StayApart() throws ShmException {
    final ShmName name = ShmName.ofBytes(new byte[] {'/', 'a', (byte) 0xff, (byte) 0xc3});
    assertThat(name).isEqualTo(new ShmName("a\udcff\udcc3"));
    assertThat(name.bytes()).isEqualTo(3);
    assertThat(ShmName.ofBytes(new byte[] {'a', (byte) 0xfe, (byte) 0xc3})).isNotEqualTo(name);
    assertThat(ShmName.ofBytes(new byte[] {(byte) 0xe2, (byte) 0x82, 'x'}).bytes()).isEqualTo(3);
  }

  @Test
  void aRefusalNamesTheNameAndHasNoStack() {
    assertThatThrownBy(() -> ShmName.of("/a/b"))
        .hasMessage("slash inside the name: name=\"/a/b\"")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
