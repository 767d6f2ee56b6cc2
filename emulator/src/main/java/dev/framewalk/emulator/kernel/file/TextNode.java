package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.shm.Attributes;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A file of {@code /proc} whose text is made when it is read from its start. */
final class TextNode extends Node {
  private final Supplier<String> text;

  TextNode(FileSystem files, int mode, int uid, int gid, Supplier<String> text) {
    this(files, files.nextNumber(), new Attributes(mode, uid, gid), text);
  }

  /**
   * @param text one char a byte
   */
  TextNode(FileSystem files, long number, Attributes attributes, Supplier<String> text) {
    super(files, Volume.PROC, number, attributes);
    this.text = text;
  }

  @Override
  public int type() {
    return FileStatus.REGULAR;
  }

  @Override
  public long links() {
    return 1;
  }

  @Override
  public OpenFile open(Task opener, int flags) throws ErrnoException {
    if ((flags & OpenFile.O_PATH) == 0
        && (flags & OpenFile.O_ACCMODE) != OpenFile.O_RDONLY
        && (attributes().mode() & 0222) == 0) {
      throw new ErrnoException(Errno.EACCES, "never written: node=" + number());
    }
    return (flags & OpenFile.O_PATH) != 0 ? new PathFile(this, flags) : new TextFile(this, flags);
  }

  private static final class TextFile extends PositionedFile {
    private final TextNode node;
    private byte[] bytes = new byte[0];

    TextFile(TextNode node, int flags) {
      super(flags);
      this.node = node;
    }

    @Override
    long end() {
      return bytes.length;
    }

    @Override
    public long readAt(UserMemory memory, long address, long length, long at)
        throws ErrnoException {
      if (at == 0) {
        bytes = node.text.get().getBytes(StandardCharsets.ISO_8859_1);
      }
      return give(memory, address, length, bytes, at);
    }

    @Override
    public FileStatus status() {
      return node.status();
    }

    @Override
    public String toString() {
      return entry().map(Entry::path).orElse("text");
    }
  }
}
