package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.Owner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A guest process: an address space, descriptors, and how it ended. */
public final class Process {
  private final int pid;
  private final String name;
  private final AddressSpace space;
  private final FaultResolver faults;
  private final UserMemory memory;
  private final DescriptorTable descriptors;
  private @Nullable ProcessEnd end;

  Process(int pid, String name, AddressSpace space, DescriptorTable descriptors) {
    this.pid = pid;
    this.name = name;
    this.space = space;
    this.faults = new FaultResolver(space);
    this.memory = new UserMemory(space, faults);
    this.descriptors = descriptors;
  }

  public int pid() {
    return pid;
  }

  /** The program's name, for people. */
  public String name() {
    return name;
  }

  public AddressSpace space() {
    return space;
  }

  public FaultResolver faults() {
    return faults;
  }

  public UserMemory memory() {
    return memory;
  }

  public DescriptorTable descriptors() {
    return descriptors;
  }

  /** Whom objects that it makes belong to: every process of the machine is root's. */
  public Owner owner() {
    return new Owner(pid, 0, 0);
  }

  /** How it ended; empty while it lives. */
  public Optional<ProcessEnd> end() {
    return Optional.ofNullable(end);
  }

  /** Whether it has not ended. */
  public boolean alive() {
    return end == null;
  }

  /** Ends the process: closes its descriptors, unmaps its memory, frees its tables. */
  void finish(ProcessEnd how) {
    if (end != null) {
      throw new IllegalStateException("ended twice: pid=" + pid + ", first=" + end);
    }
    end = how;
    space.destroy();
    descriptors.closeAll();
  }

  @Override
  public String toString() {
    return name + " (pid " + pid + ")";
  }
}
