package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import java.util.List;

/**
 * All that decides a run: the same recipe gives the same run, instruction for instruction. So a
 * place that was passed can be come to again.
 *
 * @param config the machine
 * @param programs in the order in which they are loaded
 * @param files what guests find beside their programs
 */
public record Recipe(MachineConfig config, List<Program> programs, List<GuestFileBytes> files) {
  public Recipe {
    programs = List.copyOf(programs);
    files = List.copyOf(files);
  }
}
