package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.unicorn.CpuState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process together with its registers while it is not on the CPU. */
final class Task implements AutoCloseable {
  private final Process process;
  private final Program program;
  private final CpuState saved;
  private @Nullable FaultReport fault;

  Task(Process process, Program program, CpuState saved) {
    this.process = process;
    this.program = program;
    this.saved = saved;
  }

  Process process() {
    return process;
  }

  /** What it was made from. */
  Program program() {
    return program;
  }

  /** Its registers as they were when it left the CPU. */
  CpuState saved() {
    return saved;
  }

  /** What killed it, if a fault did. */
  Optional<FaultReport> fault() {
    return Optional.ofNullable(fault);
  }

  void failed(FaultReport report) {
    fault = report;
  }

  /** Frees the registers; a second call does nothing. */
  @Override
  public void close() {
    saved.close();
  }
}
