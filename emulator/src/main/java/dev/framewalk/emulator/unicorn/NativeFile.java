package dev.framewalk.emulator.unicorn;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/** From which file the dynamic linker took a library that was asked for by name (dladdr(3)). */
final class NativeFile {
  private NativeFile() {}

  /** The file that holds {@code symbol}; {@code otherwise} where the linker does not say. */
  static Path of(Function symbol, String otherwise) {
    try (Memory info = new Memory(4L * Long.BYTES)) {
      info.clear();
      Function dladdr = NativeLibrary.getProcess().getFunction("dladdr");
      int known = dladdr.invokeInt(new Object[] {symbol, info});
      Pointer file = info.getPointer(0); // dli_fname
      return Path.of(known != 0 && file != null ? file.getString(0) : otherwise);
    }
  }
}
