package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import org.jspecify.annotations.Nullable;

/** {@code /proc} (proc(5)): what is known of the machine, and a directory a process. */
final class ProcRoot extends ProcDirectory {
  /** Listing positions of processes come behind those of the files. */
  private static final long FIRST_PROCESS_COOKIE = 1 << 10;

  private final Kernel kernel;

  ProcRoot(FileSystem files, Kernel kernel) {
    super(files, 1, new Attributes(0555, 0, 0));
    this.kernel = kernel;
    add(
        "self",
        new SymlinkNode(files, Volume.PROC, "", new Attributes(0777, 0, 0)) {
          @Override
          String target(Task caller) {
            return Integer.toString(caller.pid());
          }
        });
    add("mounts", new SymlinkNode(files, Volume.PROC, "self/mounts", new Attributes(0777, 0, 0)));
    add("cpuinfo", new TextNode(files, 0444, 0, 0, MachineTexts::cpuinfo));
    add("meminfo", new TextNode(files, 0444, 0, 0, () -> MachineTexts.meminfo(kernel)));
    add("uptime", new TextNode(files, 0444, 0, 0, () -> MachineTexts.uptime(kernel)));
    add("filesystems", new TextNode(files, 0444, 0, 0, MachineTexts::filesystems));
    add("sys", settings(files));
  }

  /** What libc and those who test limits read of {@code /proc/sys}. */
  private ProcDirectory settings(FileSystem files) {
    final ProcDirectory sys = directory(files);
    final ProcDirectory ofKernel = directory(files);
    final ProcDirectory vm = directory(files);
    final ProcDirectory fs = directory(files);
    sys.add("fs", fs);
    sys.add("kernel", ofKernel);
    sys.add("vm", vm);
    MachineTexts.kernelSettings()
        .forEach((name, text) -> ofKernel.add(name, new TextNode(files, 0444, 0, 0, () -> text)));
    MachineTexts.memorySettings()
        .forEach((name, text) -> vm.add(name, new TextNode(files, 0444, 0, 0, () -> text)));
    MachineTexts.fileSettings()
        .forEach((name, text) -> fs.add(name, new TextNode(files, 0444, 0, 0, () -> text)));
    return sys;
  }

  private static ProcDirectory directory(FileSystem files) {
    return new ProcDirectory(files, files.nextNumber(), new Attributes(0555, 0, 0));
  }

  @Override
  public long links() {
    return super.links() + kernel.processes().size();
  }

  @Override
  public @Nullable Entry lookup(String name, Task caller) {
    final Entry fixed = super.lookup(name, caller);
    if (fixed != null) {
      return fixed;
    }
    if (name.length() > 9 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    if (name.length() > 1 && name.startsWith("0")) {
      return null;
    }
    final Process process = kernel.process(Integer.parseInt(name)).orElse(null);
    return process == null ? null : entryOf(process);
  }

  private Entry entryOf(Process process) {
    final ProcProcess directory = new ProcProcess(files(), process);
    final Entry entry =
        new Entry(
            this, Integer.toString(process.pid()), directory, FIRST_PROCESS_COOKIE + process.pid());
    directory.setSelf(entry);
    return entry;
  }

  @Override
  @Nullable Entry after(long cookie, Task caller) {
    final Entry fixed = super.after(cookie, caller);
    if (fixed != null) {
      return fixed;
    }
    for (final Process process : kernel.processes()) {
      if (FIRST_PROCESS_COOKIE + process.pid() > cookie) {
        return entryOf(process);
      }
    }
    return null;
  }
}
