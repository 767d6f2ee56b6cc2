package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.unicorn.Register;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A process of a test: what it printed, where its symbols are, how it ended. */
public final class GuestProcess {
  private final GuestRun run;
  private final TestedProcess tested;
  private boolean endLookedAt;

  GuestProcess(GuestRun run, TestedProcess tested) {
    this.run = run;
    this.tested = tested;
  }

  /** What the test calls it. */
  public String name() {
    return tested.name();
  }

  /** Its number in the machine. */
  public int pid() {
    return tested.pid();
  }

  /** The run that it is in. */
  public GuestRun run() {
    return run;
  }

  /** What it has written to standard output so far, as UTF-8. */
  public String output() {
    return text(tested.output());
  }

  /** What it has written to standard error so far, as UTF-8. */
  public String errors() {
    return text(tested.errors());
  }

  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** How it ended; empty while it lives. A test that asks takes any end for as good as another. */
  public Optional<ProcessEnd> end() {
    looksAtEnd();
    return tested.end();
  }

  /** What is known of the fault that ended it. */
  public Optional<FaultFacts> fault() {
    looksAtEnd();
    return tested.faultFacts();
  }

  /** The report of that fault, for people. */
  public Optional<FaultReport> faultReport() {
    looksAtEnd();
    return tested.fault();
  }

  /**
   * The address of a symbol of its program.
   *
   * @throws AssertionError if it has none of that name
   */
  public long address(String symbol) {
    try {
      return tested.address(symbol);
    } catch (HarnessException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /**
   * The 8 bytes that it has at a symbol now, read through its page tables.
   *
   * @throws AssertionError if there is no such symbol, or no page is there
   */
  public long word(String symbol) {
    return word(address(symbol));
  }

  /**
   * The 8 bytes that it has at {@code address} now, read through its page tables.
   *
   * @throws AssertionError if no page is there, or it has ended
   */
  public long word(long address) {
    return tables().word(address);
  }

  /**
   * What a register of its first thread holds, where the run stands now.
   *
   * @throws AssertionError if it has ended
   */
  public long register(Register register) {
    if (tested.end().isPresent()) {
      throw new AssertionError(this + " has ended, and its registers with it");
    }
    return run.machine().registers(tested.process().leader()).get(register);
  }

  /** Its page tables, as they are whenever they are asked. */
  public PageTables tables() {
    return new PageTables(this);
  }

  TestedProcess tested() {
    return tested;
  }

  /** Notes that the test has looked at how this process ends. */
  void looksAtEnd() {
    endLookedAt = true;
  }

  /** Whether it has; where not, the process is to exit with status 0. */
  boolean isEndLookedAt() {
    return endLookedAt;
  }

  /** As {@code consumer (pid 101)}. */
  @Override
  public String toString() {
    return tested.toString();
  }
}
