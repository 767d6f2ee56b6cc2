package dev.framewalk.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image and its build; what it does to a CPU is tested where there is one. */
class FirmwareTest {
  private static final Path SOURCE = Path.of("src/main/asm/boot.S");

  @TempDir Path directory;

  @Test
  void theImageLiesInTheKernelHalfWithItsEntryInTheCode() {
    Firmware firmware = Firmware.load();
    Firmware.Region code = firmware.regions().get(0);

    assertThat(firmware.base()).isNegative().isEqualTo(code.virtual());
    assertThat(code.protection()).isEqualTo(Firmware.Protection.CODE);
    assertThat(firmware.entry()).isBetween(code.virtual(), code.virtual() + code.bytes() - 1);
  }

  @Test
  void theRegionsAreWholePagesThatCoverAllOfIt() {
    Firmware firmware = Firmware.load();
    long next = firmware.base();
    for (Firmware.Region region : firmware.regions()) {
      assertThat(region.virtual()).isEqualTo(next);
      assertThat(region.bytes()).isPositive();
      assertThat(region.bytes() % 4096).isZero();
      next += region.bytes();
    }
    assertThat(next).isEqualTo(firmware.base() + firmware.size());
    assertThat((long) firmware.image().length).isLessThanOrEqualTo(firmware.size());
  }

  @Test
  void theParametersAreWordsOfTheDataThatTheImageHolds() {
    Firmware firmware = Firmware.load();
    Firmware.Region data = firmware.regions().get(1);

    for (long word : List.of(firmware.userRip(), firmware.userRsp())) {
      assertThat(data.protection()).isEqualTo(Firmware.Protection.DATA);
      assertThat(word).isGreaterThanOrEqualTo(data.virtual());
      assertThat(word % 8).isZero();
      assertThat(word - firmware.base()).isLessThanOrEqualTo(firmware.image().length - 8L);
    }
  }

  @Test
  void whoChangesTheImageChangesACopy() {
    Firmware firmware = Firmware.load();
    firmware.image()[0] = 0;

    assertThat(firmware.image()[0]).isEqualTo((byte) 'F');
  }

  @Test
  void theSourceGivesTheSameBytesAgain() throws Exception {
    Path again = directory.resolve("boot.bin");

    FirmwareBuild.assemble(new Toolchain(System.getenv("PATH")), SOURCE, again);

    assertThat(Files.readAllBytes(again)).isEqualTo(Firmware.load().image());
  }

  @Test
  void withoutBinutilsTheBuildSaysWhatToInstall() {
    assertThatThrownBy(
            () ->
                FirmwareBuild.assemble(
                    new Toolchain(directory.toString()), SOURCE, directory.resolve("boot.bin")))
        .isInstanceOf(AssemblerException.class)
        .hasMessage("Framewalk needs GNU binutils: apt-get install binutils");
  }

  @Test
  void anErrorInTheSourceIsToldWithItsLine() throws Exception {
    Path source = Files.writeString(directory.resolve("wrong.S"), "nop\nfrobnicate\n");

    assertThatThrownBy(
            () ->
                FirmwareBuild.assemble(
                    new Toolchain(System.getenv("PATH")), source, directory.resolve("out.bin")))
        .isInstanceOf(AssemblerException.class)
        .hasMessageContaining("wrong.S:2:");
  }

  @Test
  void aSourceThatIsNoFirmwareIsRefused() throws Exception {
    Path source = Files.writeString(directory.resolve("other.S"), ".globl _start\n_start: nop\n");

    assertThatThrownBy(
            () ->
                FirmwareBuild.assemble(
                    new Toolchain(System.getenv("PATH")), source, directory.resolve("out.bin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no firmware");
    assertThat(directory.resolve("out.bin")).doesNotExist();
  }
}
