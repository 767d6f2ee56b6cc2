package dev.framewalk.emulator.debug.disassembly;

import capstone.Capstone;
import java.io.File;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** libcapstone, set to 64-bit code and Intel's syntax. */
final class CapstoneLibrary implements AutoCloseable {
  private static final Pattern TARGET = Pattern.compile("0x([0-9a-f]{1,16})");
  private static final Pattern RIP_RELATIVE =
      Pattern.compile("\\[rip ([+-]) (0x[0-9a-f]{1,8}|[0-9])\\]");

  private static final String LIBRARY_PATH = "jna.library.path";

  /** Where Debian, Fedora, Arch and people who build it themselves put it. */
  private static final String DIRECTORIES =
      "/usr/lib/x86_64-linux-gnu:/usr/lib/aarch64-linux-gnu:/usr/lib64:/usr/lib:/usr/local/lib";

  /** The version whose structures the binding knows: those of 5 are laid out in another way. */
  private static final int MAJOR = 4;

  private final Capstone capstone;

  private CapstoneLibrary(Capstone capstone) {
    this.capstone = capstone;
  }

  /** The library; empty if this host has none that can be used. */
  static Optional<CapstoneLibrary> open() {
    final String before = System.getProperty(LIBRARY_PATH, "");
    // JNA was started without its list of the system's directories, and finds a library whose
    // name ends in its version only in directories that it knows.
    System.setProperty(
        LIBRARY_PATH, before.isEmpty() ? DIRECTORIES : before + File.pathSeparator + DIRECTORIES);
    try {
      final Capstone capstone = new Capstone(Capstone.CS_ARCH_X86, Capstone.CS_MODE_64);
      if (capstone.version() >>> 8 != MAJOR) {
        final int ignored = capstone.close();
        return Optional.empty();
      }
      capstone.setSyntax(Capstone.CS_OPT_SYNTAX_INTEL);
      return Optional.of(new CapstoneLibrary(capstone));
    } catch (LinkageError | RuntimeException e) {
      // Missing, or of another architecture: whoever asks shows bytes.
      return Optional.empty();
    } finally {
      if (before.isEmpty()) {
        System.clearProperty(LIBRARY_PATH);
      } else {
        System.setProperty(LIBRARY_PATH, before);
      }
    }
  }

  /** The instruction at index {@code at} of {@code code}. */
  Instruction first(byte[] code, int at, long address, LongFunction<Optional<String>> names) {
    final byte[] part =
        Arrays.copyOfRange(code, at, Math.min(code.length, at + Disassembler.LONGEST));
    final Capstone.CsInsn[] found = capstone.disasm(part, address, 1);
    if (found.length == 0) {
      return new Instruction(address, Arrays.copyOf(part, 1), "(bad)");
    }
    final Capstone.CsInsn instruction = found[0];
    final int length = instruction.size;
    final String operands = instruction.opStr;
    return new Instruction(
        address,
        Arrays.copyOf(part, length),
        (instruction.mnemonic + " " + operands).strip()
            + named(instruction.mnemonic, operands, address + length, names));
  }

  /** Names the target of a branch, and what lies at an address relative to RIP. */
  private static String named(
      String mnemonic, String operands, long next, LongFunction<Optional<String>> names) {
    final Matcher target = TARGET.matcher(operands);
    if (branches(mnemonic) && target.matches()) {
      return names
          .apply(Long.parseUnsignedLong(target.group(1), 16))
          .map(name -> " <" + name + ">")
          .orElse("");
    }
    final Matcher relative = RIP_RELATIVE.matcher(operands);
    if (relative.find()) {
      final long distance = Long.decode(relative.group(2));
      final long address = relative.group(1).equals("+") ? next + distance : next - distance;
      return "  # 0x"
          + Long.toHexString(address)
          + names.apply(address).map(name -> " <" + name + ">").orElse("");
    }
    return "";
  }

  private static boolean branches(String mnemonic) {
    return mnemonic.startsWith("j") || mnemonic.startsWith("call") || mnemonic.startsWith("loop");
  }

  @Override
  public void close() {
    final int ignored = capstone.close();
  }
}
