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
 */
public record SyscallRow(int number, String name, List<Arg> arguments, Syscall handler) {}
