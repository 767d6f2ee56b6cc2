package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Backing;
import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Protection;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Resource;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.LeafArrays;
import dev.framewalk.pagetable.inspect.PageTableDump;
import dev.framewalk.pagetable.table.PageTableEntry;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code /proc/PID} says of a process, in Linux's forms (proc(5)). One char a byte. */
final class ProcessTexts {
  /** Column at which the name of a mapping begins (Linux fs/proc/task_mmu.c, show_vma_header). */
  private static final int NAME_COLUMN = 73;

  /** Bytes of a thread's name without its NUL (prctl(2), PR_SET_NAME). */
  private static final int NAME_BYTES = 15;

  /** Capabilities 0 to 40, those of Linux 6.1 (capabilities(7)). */
  private static final long ALL_CAPABILITIES = 0x1ff_ffff_ffffL;

  private ProcessTexts() {}

  static String name(Process process) {
    final String name =
        FileSystem.bytes(process.alive() ? process.leader().name() : process.name());
    final String base = name.substring(name.lastIndexOf('/') + 1);
    return base.substring(0, Math.min(NAME_BYTES, base.length()));
  }

  static String commandLine(Process process) {
    return process.alive()
        ? process.arguments().stream()
            .map(argument -> FileSystem.bytes(argument) + "\0")
            .collect(Collectors.joining())
        : "";
  }

  static String maps(FileSystem files, Process process) {
    final StringBuilder out = new StringBuilder();
    if (process.alive()) {
      for (final Region region : process.space().regions()) {
        line(out, files, process, region);
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, FileSystem files, Process process, Region region) {
    final Shown shown = shown(files, process, region);
    final Protection protection = region.protection();
    final String head =
        String.format(
            Locale.ROOT,
            "%08x-%08x %c%c%c%c %08x %02x:%02x %d ",
            region.range().start().value(),
            region.range().endExclusive(),
            (protection.bits() & 1) != 0 ? 'r' : '-',
            (protection.bits() & 2) != 0 ? 'w' : '-',
            (protection.bits() & 4) != 0 ? 'x' : '-',
            region.sharing() == Sharing.SHARED ? 's' : 'p',
            shown.offset,
            shown.device >>> 8,
            shown.device & 0xff,
            shown.inode);
    out.append(head);
    if (!shown.name.isEmpty()) {
      out.append(" ".repeat(Math.max(0, NAME_COLUMN - head.length())));
      out.append(shown.name.replace("\n", "\\012"));
    }
    out.append('\n');
  }

  /** What a mapping shows: a file, or nothing that has a name. */
  private record Shown(String name, long offset, long device, long inode) {}

  private static Shown shown(FileSystem files, Process process, Region region) {
    if (region.backing() instanceof Backing.OfObject of) {
      final ShmObject object = of.object();
      final long offset = of.firstPage() << 12;
      if (object.label().isEmpty() && object.name().isEmpty()) {
        return new Shown("/dev/zero (deleted)", offset, Volume.NAMELESS.device(), object.id());
      }
      final RegularNode node = object.labelSource(RegularNode.class);
      final Volume volume = node == null ? Volume.SHM : node.volume();
      final String name = object.label().orElseGet(() -> files.nodeOf(object).get());
      return new Shown(name, offset, volume.device(), object.id());
    }
    final String label = ((Backing.Anonymous) region.backing()).label();
    final ElfImage image = process.image().orElse(null);
    final Entry executable = process.executable().orElse(null);
    if (image != null && executable != null && label.equals(image.name())) {
      return new Shown(
          executable.path(),
          fileOffset(image, region.range().start().value()),
          executable.node().volume().device(),
          executable.node().number());
    }
    return new Shown(
        label.equals("stack") || label.equals("heap") ? "[" + label + "]" : "", 0, 0, 0);
  }

  private static long fileOffset(ElfImage image, long address) {
    for (final ElfImage.Segment segment : image.segments()) {
      if (address >= segment.firstPage() && address < segment.endPage()) {
        return (segment.fileOffset() & -4096L) + address - segment.firstPage();
      }
    }
    return 0;
  }

  /** Pages of a process by what they are. */
  private record Counts(
      long mapped,
      long locked,
      long data,
      long stack,
      long code,
      long anonymous,
      long shared,
      long tables) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    long resident() {
      return anonymous + shared;
    }
  }

  private static Counts counts(Process process) {
    if (!process.alive()) {
      return Counts.NONE;
    }
    long mapped = 0;
    long locked = 0;
    long data = 0;
    long stack = 0;
    for (final Region region : process.space().regions()) {
      final long pages = region.range().count();
      mapped += pages;
      locked += region.traits().locked() ? pages : 0;
      stack += region.growsDown() ? pages : 0;
      // Linux include/linux/mm.h, is_data_mapping.
      data +=
          region.sharing() == Sharing.PRIVATE
                  && region.protection().writable()
                  && !region.growsDown()
              ? pages
              : 0;
    }
    final PageTableDump dump = PageTableDump.of(process.kernel().memory(), process.space().mode());
    final LeafArrays leaves = dump.leaves();
    long anonymous = 0;
    long shared = 0;
    for (int i = 0; i < leaves.count(); i++) {
      if (leaves.virtual(i) < 0) {
        continue;
      }
      final long pages = leaves.size(i).bytes() >>> 12;
      if (isOfObject(process, leaves, i)) {
        shared += pages;
      } else {
        anonymous += pages;
      }
    }
    return new Counts(
        mapped, locked, data, stack, codePages(process), anonymous, shared, dump.tables());
  }

  private static long codePages(Process process) {
    long bytes = 0;
    final ElfImage image = process.image().orElse(null);
    if (image != null) {
      for (final ElfImage.Segment segment : image.segments()) {
        final boolean code = (segment.protection().bits() & 4) != 0;
        bytes += code ? segment.endPage() - segment.firstPage() : 0;
      }
    }
    return bytes >>> 12;
  }

  private static boolean isOfObject(Process process, LeafArrays leaves, int index) {
    final PhysAddr start = new PageTableEntry(leaves.entry(index)).pageStart(leaves.size(index));
    return process
        .kernel()
        .frames()
        .isUsedFor(PhysFrame.containing(start).number(), FramePurpose.SHARED_OBJECT);
  }

  /** Mappings with what is in memory of each. */
  static String smaps(FileSystem files, Process process) {
    final StringBuilder out = new StringBuilder();
    if (!process.alive()) {
      return "";
    }
    final LeafArrays leaves =
        PageTableDump.of(process.kernel().memory(), process.space().mode()).leaves();
    int leaf = 0;
    for (final Region region : process.space().regions()) {
      line(out, files, process, region);
      long anonymous = 0;
      long shared = 0;
      while (leaf < leaves.count()
          && leaves.virtual(leaf) >= 0
          && leaves.virtual(leaf) < region.range().endExclusive()) {
        final long pages = leaves.size(leaf).bytes() >>> 12;
        if (isOfObject(process, leaves, leaf)) {
          shared += pages;
        } else {
          anonymous += pages;
        }
        leaf++;
      }
      kilobytes(out, "Size", region.range().count() * 4, 16);
      kilobytes(out, "KernelPageSize", 4, 16);
      kilobytes(out, "MMUPageSize", 4, 16);
      kilobytes(out, "Rss", (anonymous + shared) * 4, 16);
      kilobytes(out, "Anonymous", anonymous * 4, 16);
    }
    return out.toString();
  }

  private static void kilobytes(StringBuilder out, String name, long value, int column) {
    out.append(String.format(Locale.ROOT, "%-" + column + "s%8d kB\n", name + ":", value));
  }

  private static char state(Process process) {
    if (!process.alive()) {
      return 'Z';
    }
    if (process.stopped()) {
      return 'T';
    }
    return process.leader().waitsFor().isPresent() ? 'S' : 'R';
  }

  private static String stateName(char state) {
    return switch (state) {
      case 'Z' -> "Z (zombie)";
      case 'T' -> "T (stopped)";
      case 'S' -> "S (sleeping)";
      default -> "R (running)";
    };
  }

  static String status(Process process) {
    final Credentials who = process.credentials();
    final StringBuilder out = new StringBuilder();
    out.append("Name:\t").append(name(process)).append('\n');
    out.append(String.format(Locale.ROOT, "Umask:\t%04o\n", process.umask()));
    out.append("State:\t").append(stateName(state(process))).append('\n');
    out.append("Tgid:\t").append(process.pid()).append("\nNgid:\t0\n");
    out.append("Pid:\t").append(process.pid()).append('\n');
    out.append("PPid:\t").append(parent(process)).append("\nTracerPid:\t0\n");
    ids(out, "Uid", who.uid(), who.effectiveUid(), who.savedUid());
    ids(out, "Gid", who.gid(), who.effectiveGid(), who.savedGid());
    out.append("FDSize:\t").append(process.descriptors().end()).append('\n');
    out.append("Groups:\t");
    who.groups().forEach(group -> out.append(group).append(' '));
    out.append(who.groups().isEmpty() ? " \n" : "\n");
    if (process.alive()) {
      final Counts counts = counts(process);
      pages(out, "VmPeak", counts.mapped);
      pages(out, "VmSize", counts.mapped);
      pages(out, "VmLck", counts.locked);
      pages(out, "VmPin", 0);
      pages(out, "VmHWM", counts.resident());
      pages(out, "VmRSS", counts.resident());
      pages(out, "RssAnon", counts.anonymous);
      pages(out, "RssFile", 0);
      pages(out, "RssShmem", counts.shared);
      pages(out, "VmData", counts.data);
      pages(out, "VmStk", counts.stack);
      pages(out, "VmExe", counts.code);
      pages(out, "VmLib", 0);
      pages(out, "VmPTE", counts.tables);
      pages(out, "VmSwap", 0);
    }
    out.append("Threads:\t").append(process.tasks().size()).append('\n');
    signals(out, process);
    final long capabilities = who.privileged() ? ALL_CAPABILITIES : 0;
    set(out, "CapInh", 0);
    set(out, "CapPrm", capabilities);
    set(out, "CapEff", capabilities);
    set(out, "CapBnd", ALL_CAPABILITIES);
    set(out, "CapAmb", 0);
    out.append("NoNewPrivs:\t").append(process.settings().noNewPrivileges() ? 1 : 0);
    out.append("\nSeccomp:\t0\n");
    out.append("Cpus_allowed:\t1\nCpus_allowed_list:\t0\n");
    return out.toString();
  }

  private static void signals(StringBuilder out, Process process) {
    out.append("SigQ:\t").append(process.kernel().signals().queuedFor(process)).append('/');
    out.append(Long.toUnsignedString(process.limits().current(Resource.SIGPENDING))).append('\n');
    set(out, "SigPnd", process.alive() ? process.leader().signals().pending() : 0);
    set(out, "ShdPnd", process.signals().pending());
    set(out, "SigBlk", process.alive() ? process.leader().signals().mask() : 0);
    set(out, "SigIgn", process.signals().ignored());
    set(out, "SigCgt", process.signals().caught());
  }

  private static void set(StringBuilder out, String name, long bits) {
    out.append(String.format(Locale.ROOT, "%s:\t%016x\n", name, bits));
  }

  private static int parent(Process process) {
    return process.parent().map(Process::pid).orElse(1);
  }

  private static void ids(StringBuilder out, String name, int real, int effective, int saved) {
    out.append(
        String.format(
            Locale.ROOT, "%s:\t%d\t%d\t%d\t%d\n", name, real, effective, saved, effective));
  }

  private static void pages(StringBuilder out, String name, long pages) {
    out.append(String.format(Locale.ROOT, "%s:\t%8d kB\n", name, pages * 4));
  }

  static String statm(Process process) {
    final Counts counts = counts(process);
    return counts.mapped
        + " "
        + counts.resident()
        + " "
        + counts.shared
        + " 0 0 "
        + counts.mapped
        + " 0\n";
  }

  /** The 52 fields of proc(5), /proc/pid/stat; what is not kept account of is 0. */
  static String stat(Process process) {
    final Counts counts = counts(process);
    return process.pid()
        + " ("
        + name(process)
        + ") "
        + state(process)
        + " "
        + parent(process)
        + " "
        + process.group()
        + " "
        + process.session()
        + " 0 -1 0 0 0 0 0 0 0 0 0 20 0 "
        + process.tasks().size()
        + " 0 0 "
        + (counts.mapped << 12)
        + " "
        + counts.resident()
        + " 18446744073709551615"
        + " 0".repeat(27)
        + "\n";
  }
}
