package dev.framewalk.emulator.debug.gdb;

/**
 * One register as gdb knows it.
 *
 * @param name gdb's name
 * @param bytes its size
 * @param type gdb's type of it
 * @param feature the part of the target description that it stands in
 */
record GdbRegister(String name, int bytes, String type, Feature feature, Cell cell) {
  /** The parts of the target description. */
  enum Feature {
    CORE("org.gnu.gdb.i386.core"),
    SSE("org.gnu.gdb.i386.sse"),
    SYSTEM("dev.framewalk.system");

    private final String id;

    Feature(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /** Where a register's value is. */
  interface Cell {
    /** The value, little-endian, in as many bytes as the register has. */
    byte[] read(RegisterView view);

    /**
     * Changes the value.
     *
     * @param value as many bytes as the register has
     * @throws GdbError if it cannot have this one
     */
    void write(RegisterView view, byte[] value) throws GdbError;
  }

  byte[] read(RegisterView view) {
    return cell.read(view);
  }

  void write(RegisterView view, byte[] value) throws GdbError {
    if (value.length != bytes) {
      throw GdbError.INVALID;
    }
    cell.write(view, value);
  }
}
