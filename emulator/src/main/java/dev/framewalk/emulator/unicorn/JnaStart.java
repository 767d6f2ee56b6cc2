package dev.framewalk.emulator.unicorn;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Starts JNA without its detours, which take a third of a short program's time.
 *
 * <p>JNA asks {@code ldconfig} for the system's library directories: the dynamic linker knows them
 * anyway, so we say that there are none. And it unpacks its native part anew in each program: we
 * keep it in the user's cache. Both only while JNA starts and only where nobody has said otherwise,
 * so that other users of JNA in this program see what they set.
 */
final class JnaStart {
  private static final String LIBRARY_PATH = "jna.platform.library.path";
  private static final String BOOT_PATH = "jna.boot.library.path";
  private static final String BOOT_NAME = "jna.boot.library.name";

  private static boolean started;

  private JnaStart() {}

  /** Has JNA's classes initialised; from the second call on nothing. */
  static synchronized void prepare() {
    if (started) {
      return;
    }
    Map<String, String> set = new LinkedHashMap<>();
    if (System.getProperty(LIBRARY_PATH) == null) {
      set.put(LIBRARY_PATH, "");
    }
    set.putAll(unpackedNativePart());
    for (Map.Entry<String, String> each : set.entrySet()) {
      System.setProperty(each.getKey(), each.getValue());
    }
    try {
      started = !NativeLibrary.getProcess().getName().isEmpty();
    } finally {
      for (String key : set.keySet()) {
        System.clearProperty(key);
      }
    }
  }

  /** What tells JNA where its native part lies unpacked; nothing where we cannot unpack it. */
  private static Map<String, String> unpackedNativePart() {
    if (System.getProperty(BOOT_PATH) != null || !Platform.RESOURCE_PREFIX.startsWith("linux-")) {
      return Map.of();
    }
    // Named by JNA's version, so that a second start need not even open JNA's archive.
    String name = "jnidispatch-" + Platform.RESOURCE_PREFIX + "-" + Native.VERSION;
    UserCache cache = UserCache.ofEnvironment();
    Path unpacked = cache.directory().resolve("lib" + name + ".so");
    if (!Files.isRegularFile(unpacked) && !unpack(cache, unpacked)) {
      return Map.of(); // JNA unpacks it as it always does
    }
    return Map.of(BOOT_PATH, cache.directory().toString(), BOOT_NAME, name);
  }

  private static boolean unpack(UserCache cache, Path file) {
    String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/libjnidispatch.so";
    try (InputStream packed = Native.class.getResourceAsStream(resource)) {
      if (packed == null) {
        return false;
      }
      cache.create();
      cache.put(packed, file);
      return true;
    } catch (IOException e) {
      return false; // no cache
    }
  }
}
