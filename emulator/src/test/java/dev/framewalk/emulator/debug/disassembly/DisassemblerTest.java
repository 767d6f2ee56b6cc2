package dev.framewalk.emulator.debug.disassembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.OptionalLibrary;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Expected texts are Intel SDM 2's forms of these encodings. */
final class DisassemblerTest {
  private static List<Instruction> decode(int count, int... code) {
    final byte[] bytes = new byte[code.length];
    for (int i = 0; i < code.length; i++) {
      bytes[i] = (byte) code[i];
    }
    try (Disassembler disassembler = new Disassembler()) {
      OptionalLibrary.require(disassembler.available(), "libcapstone.so.4", "libcapstone4");
      return disassembler.decode(
          bytes,
          0x401000,
          count,
          address -> address == 0x401010 ? Optional.of("store") : Optional.empty());
    }
  }

  @Test
  void instructionsFollowEachOtherByTheirLengths() {
    final List<Instruction> code = decode(9, 0x48, 0x89, 0xe5, 0x0f, 0x05, 0xc3);
    assertThat(code)
        .extracting(Instruction::text)
        .containsExactly("mov rbp, rsp", "syscall", "ret");
    assertThat(code)
        .extracting(Instruction::address)
        .containsExactly(0x401000L, 0x401003L, 0x401005L);
    assertThat(code.get(0).hex()).isEqualTo("48 89 e5");
  }

  @Test
  void theTargetOfABranchHasItsName() {
    // jmp rel8: 0x401002 + 0x0e.
    assertThat(decode(1, 0xeb, 0x0e).get(0).text()).isEqualTo("jmp 0x401010 <store>");
  }

  @Test
  void whatLiesRelativeToRipIsNamed() {
    // mov rax, [rip + 9]: 0x401007 + 9.
    assertThat(decode(1, 0x48, 0x8b, 0x05, 9, 0, 0, 0).get(0).text())
        .isEqualTo("mov rax, qword ptr [rip + 9]  # 0x401010 <store>");
  }

  @Test
  void whatIsNoInstructionIsOneByteAndSaysSo() {
    final List<Instruction> code = decode(2, 0x06, 0xc3);
    assertThat(code).extracting(Instruction::text).containsExactly("(bad)", "ret");
  }

  @Test
  void noMoreThanAskedForIsDecoded() {
    assertThat(decode(1, 0xc3, 0xc3)).hasSize(1);
  }
}
