package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Syscall;
import java.util.List;

/**
 * One row of the table.
 *
 * @param number Linux's x86-64 number
 * @param name Linux's name
 * @param arguments what each argument is
 * @param handler what serves it
 * @param support what is supported, and what departs from Linux and why, in Markdown; {@code all}
 *     if nothing does
 */
public record SyscallRow(
    int number, String name, List<Arg> arguments, Syscall handler, String support) {
  /** A row whose departures stand in the table of them. */
  public SyscallRow(int number, String name, List<Arg> arguments, Syscall handler) {
    this(number, name, arguments, handler, Departures.of(name));
  }

  static SyscallRow row(int number, String name, Syscall handler, Arg... arguments) {
    return new SyscallRow(number, name, List.of(arguments), handler);
  }
}
