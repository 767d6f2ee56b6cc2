package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID} (proc(5)). Made anew for each walk; the numbers of its nodes stay. */
final class ProcProcess extends ProcDirectory {
  /** Numbers of nodes that one process takes: its files, then its descriptors. */
  private static final long NUMBERS_EACH = 1L << 24;

  private final Process process;
  private int files;

  ProcProcess(FileSystem tree, Process process) {
    super(tree, number(process), owned(0555, process));
    this.process = process;
    text("cmdline", 0444, () -> ProcessTexts.commandLine(process));
    text("comm", 0644, () -> ProcessTexts.name(process) + "\n");
    jump("cwd", caller -> process.fileContext().directory().self());
    jump("exe", caller -> process.executable().orElse(null));
    add("fd", new Descriptors(tree));
    text("maps", 0444, () -> ProcessTexts.maps(tree, process));
    text("mounts", 0444, MachineTexts::mounts);
    add("pagemap", new PagemapNode(tree, nextNumber(), owned(0400, process), process));
    jump("root", caller -> tree.root().self());
    text("smaps", 0444, () -> ProcessTexts.smaps(tree, process));
    text("stat", 0444, () -> ProcessTexts.stat(process));
    text("statm", 0444, () -> ProcessTexts.statm(process));
    text("status", 0444, () -> ProcessTexts.status(process));
  }

  private static long number(Process process) {
    return NUMBERS_EACH * (process.pid() + (1L << 16));
  }

  private static Attributes owned(int mode, Process process) {
    return new Attributes(
        mode, process.credentials().effectiveUid(), process.credentials().effectiveGid());
  }

  private long nextNumber() {
    return number(process) + ++files;
  }

  private void text(String name, int mode, Supplier<String> text) {
    add(name, new TextNode(files(), nextNumber(), owned(mode, process), text));
  }

  private void jump(String name, Function<Task, @Nullable Entry> where) {
    add(name, new Jump(files(), owned(0777, process), where));
  }

  /** A link that leads to a file whatever its name says by now. */
  private static final class Jump extends SymlinkNode {
    private final Function<Task, @Nullable Entry> where;

    Jump(FileSystem files, Attributes attributes, Function<Task, @Nullable Entry> where) {
      super(files, Volume.PROC, "", attributes);
      this.where = where;
    }

    private Entry entry(Task caller) throws ErrnoException {
      final Entry entry = where.apply(caller);
      if (entry == null) {
        throw new ErrnoException(Errno.ENOENT, "leads nowhere: node=" + number());
      }
      return entry;
    }

    @Override
    String target(Task caller) throws ErrnoException {
      return entry(caller).path();
    }

    @Override
    Optional<Entry> jump(Task caller) throws ErrnoException {
      return Optional.of(entry(caller));
    }
  }

  /** {@code /proc/PID/fd}: a link a descriptor. */
  private final class Descriptors extends DirectoryNode {
    Descriptors(FileSystem tree) {
      super(tree, Volume.PROC, nextNumber(), owned(0500, process));
    }

    @Override
    public long links() {
      return 2;
    }

    @Override
    public long size() {
      return process.descriptors().count();
    }

    @Override
    public @Nullable Entry lookup(String name, Task caller) {
      if (name.isEmpty()
          || name.length() > 9
          || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return null;
      }
      final int number = Integer.parseInt(name);
      final OpenFile file = process.descriptors().find(number);
      return file == null || !name.equals(Integer.toString(number)) ? null : link(number, file);
    }

    private Entry link(int number, OpenFile file) {
      final int mode = 0100 | (file.readable() ? 0400 : 0) | (file.writable() ? 0200 : 0);
      return new Entry(
          this,
          Integer.toString(number),
          new Jump(files(), owned(mode, process), caller -> file.entry().orElse(null)),
          FIRST_COOKIE + (long) number);
    }

    @Override
    @Nullable Entry after(long cookie, Task caller) {
      for (int number = (int) Math.max(0, cookie + 1 - FIRST_COOKIE);
          number < process.descriptors().end();
          number++) {
        final OpenFile file = process.descriptors().find(number);
        if (file != null) {
          return link(number, file);
        }
      }
      return null;
    }
  }
}
