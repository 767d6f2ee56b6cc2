package dev.framewalk.guest.junit;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmRegistry;
import org.assertj.core.api.Assertions;

/**
 * Where assertions about guests begin; AssertJ's own are here as well, so that one static import
 * does:
 *
 * <pre>{@code
 * import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
 * import static dev.framewalk.guest.junit.GuestAssertions.symbol;
 * }</pre>
 */
public final class GuestAssertions extends Assertions {
  private GuestAssertions() {}

  /** What a process printed and how it ends; the latter runs the programs to their end first. */
  public static GuestProcessAssert assertThat(GuestProcess process) {
    return new GuestProcessAssert(process);
  }

  /** How a run ends; it is run to its end first. */
  public static GuestRunAssert assertThat(GuestRun run) {
    return new GuestRunAssert(run);
  }

  /** What the page tables of a process map, where the run stands now. */
  public static PageTablesAssert assertThat(PageTables tables) {
    return new PageTablesAssert(tables);
  }

  /** What a machine holds now. */
  public static MachineAssert assertThat(Machine machine) {
    return new MachineAssert(machine);
  }

  /** The shared-memory objects that there are now. */
  public static RegistryAssert assertThat(ShmRegistry registry) {
    return new RegistryAssert(registry);
  }

  /** The instruction at a symbol of a program. */
  public static CodePlace.AtSymbol symbol(String name) {
    return new CodePlace.AtSymbol(name, 0);
  }

  /** The instruction at an address. */
  public static CodePlace address(long address) {
    return new CodePlace.AtAddress(address);
  }

  /** Any instruction that a line of a program's source was made into. */
  public static CodePlace line(int line) {
    return new CodePlace.OnLine(line);
  }
}
