package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code /proc} says of the machine, in Linux's forms (proc(5)). */
final class MachineTexts {
  private static final long NANOS_PER_HUNDREDTH = 10_000_000L;

  private MachineTexts() {}

  static String meminfo(Kernel kernel) {
    final long used = kernel.frames().used();
    final long free = kernel.frames().available();
    final long objects = kernel.frames().used(FramePurpose.SHARED_OBJECT);
    final long tables = kernel.frames().used(FramePurpose.PAGE_TABLE);
    final long anonymous = kernel.frames().used(FramePurpose.PRIVATE);
    final StringBuilder out = new StringBuilder();
    line(out, "MemTotal", used + free);
    line(out, "MemFree", free);
    line(out, "MemAvailable", free);
    line(out, "Buffers", 0);
    line(out, "Cached", objects);
    line(out, "SwapCached", 0);
    line(out, "SwapTotal", 0);
    line(out, "SwapFree", 0);
    line(out, "AnonPages", anonymous);
    line(out, "Shmem", objects);
    line(out, "PageTables", tables);
    return out.toString();
  }

  private static void line(StringBuilder out, String name, long frames) {
    out.append(String.format(Locale.ROOT, "%-16s%8d kB\n", name + ":", frames * 4));
  }

  static String cpuinfo() {
    return "processor\t: 0\nmodel name\t: Framewalk\nphysical id\t: 0\nsiblings\t: 1\n"
        + "core id\t\t: 0\ncpu cores\t: 1\nfpu\t\t: yes\nclflush size\t: 64\n"
        + "cache_alignment\t: 64\naddress sizes\t: 40 bits physical, 48 bits virtual\n\n";
  }

  static String uptime(Kernel kernel) {
    final long hundredths = kernel.clock().nanos() / NANOS_PER_HUNDREDTH;
    return String.format(Locale.ROOT, "%d.%02d 0.00\n", hundredths / 100, hundredths % 100);
  }

  static String filesystems() {
    return "nodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\tpipefs\n";
  }

  static String mounts() {
    final StringBuilder out = new StringBuilder();
    for (final Volume volume : Volume.values()) {
      if (!volume.path().isEmpty()) {
        out.append(volume.type())
            .append(' ')
            .append(volume.path())
            .append(' ')
            .append(volume.type())
            .append(" rw,relatime 0 0\n");
      }
    }
    return out.toString();
  }

  /** {@code /proc/sys/kernel}. */
  static Map<String, String> kernelSettings() {
    return new TreeMap<>(
        Map.of(
            "ngroups_max", "65536\n",
            "osrelease", "6.1.0\n",
            "ostype", "Linux\n",
            "pid_max", (4 << 20) + "\n",
            "randomize_va_space", "0\n"));
  }

  /** {@code /proc/sys/vm}. */
  static Map<String, String> memorySettings() {
    return new TreeMap<>(
        Map.of(
            "max_map_count",
            AddressSpace.MAX_REGIONS + "\n",
            "mmap_min_addr",
            AddressSpace.LOWEST + "\n",
            "overcommit_memory",
            "0\n",
            "overcommit_ratio",
            "50\n"));
  }

  /** {@code /proc/sys/fs}. */
  static Map<String, String> fileSettings() {
    return new TreeMap<>(
        Map.of(
            "file-max", FileSystem.MAX_OPEN + "\n",
            "nr_open", (1 << 20) + "\n",
            "pipe-max-size", (1 << 20) + "\n"));
  }
}
