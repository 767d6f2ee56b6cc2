package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.shm.ShmRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.opentest4j.TestAbortedException;

/** One test's machine, from before the test to behind it. */
final class GuestTrial {
  private final Preparation preparation;
  private final LiveTrial live;
  private final GuestRun run;
  private final Invocation invocation;
  private final Workspace workspace;

  private GuestTrial(
      Preparation preparation, LiveTrial live, Invocation invocation, Workspace workspace) {
    this.preparation = preparation;
    this.live = live;
    this.invocation = invocation;
    this.workspace = workspace;
    this.run = new GuestRun(live, preparation.sources());
  }

  /**
   * @throws GuestConfigurationException if what the annotations say cannot be done
   */
  static GuestTrial start(ExtensionContext context, Workspace workspace) {
    final Invocation invocation = Invocation.of(context);
    final Preparation preparation = Preparation.of(context, invocation, workspace);
    try {
      return new GuestTrial(
          preparation, LiveTrial.start(preparation.trial()), invocation, workspace);
    } catch (HarnessException e) {
      throw new GuestConfigurationException(String.valueOf(e.getMessage()));
    }
  }

  Object parameter(ParameterContext parameter) {
    final Class<?> type = parameter.getParameter().getType();
    if (type == GuestProcess.class) {
      return process(parameter);
    }
    if (type == PageTables.class) {
      return process(parameter).tables();
    }
    if (parameter.isAnnotated(Guest.class)) {
      throw new ParameterResolutionException(
          "@Guest belongs to a GuestProcess or PageTables, not to a " + type.getSimpleName());
    }
    if (type == Machine.class) {
      return run.machine();
    }
    if (type == ShmRegistry.class) {
      return run.machine().registry();
    }
    return type == GuestInspector.class ? run.inspector() : run;
  }

  private GuestProcess process(ParameterContext parameter) {
    final Optional<String> name = parameter.findAnnotation(Guest.class).map(Guest::value);
    if (name.isEmpty()) {
      if (run.processes().size() == 1) {
        return run.processes().get(0);
      }
      throw new ParameterResolutionException(
          "which of the programs? Say @Guest(\"…\") with one of " + String.join(", ", run.names()));
    }
    return run.processes().stream()
        .filter(each -> each.name().equals(name.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterResolutionException(
                    "@Guest(\""
                        + name.get()
                        + "\"): no program has this name; "
                        + Near.hint(name.get(), run.names())));
  }

  /**
   * Looks, behind the test, whether it ran at all and everything was given back; ends the machine.
   * Where the test failed, or does so now, the evidence is written.
   *
   * @throws AssertionError what is wrong; JUnit shows it behind what the test itself failed of
   */
  void finish(ExtensionContext context) {
    final Optional<Throwable> ended = context.getExecutionException();
    final Optional<Throwable> failed =
        ended.filter(each -> !(each instanceof TestAbortedException));
    final List<String> wrong = new ArrayList<>();
    final String state;
    try (live) {
      if (ended.isEmpty()) {
        wrong.addAll(afterThoughts());
      }
      state = failed.map(this::state).orElse("");
      wrong.addAll(new LeakCheck(live, preparation.options()).wrong());
    }
    if (failed.isPresent() || !wrong.isEmpty()) {
      final String told = new EvidenceReport(context, workspace).write(preparation.trial());
      failed.ifPresent(failure -> failure.addSuppressed(new SeeAlso(state + told)));
      if (failed.isEmpty()) {
        wrong.add(told);
      }
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(String.join("\n", wrong));
    }
  }

  /** What became of the processes, for a failure that does not say so itself. */
  private String state(Throwable failure) {
    final String message = String.valueOf(failure.getMessage());
    if (run.processes().stream().map(StateText::of).anyMatch(message::contains)) {
      return "";
    }
    final StringBuilder text = new StringBuilder("the programs:");
    for (final GuestProcess each : run.processes()) {
      text.append("\n  ").append(each).append(' ').append(StateText.of(each));
      text.append(StateText.fault(each));
    }
    return text.append('\n').toString();
  }

  /** What a test that has not failed has left to be seen. */
  private List<String> afterThoughts() {
    final List<String> wrong = new ArrayList<>();
    if (invocation.program().isPresent()) {
      final RunResult unused = run.complete();
    }
    if (!run.started()) {
      return List.of(
          "the programs of this test never ran: call run.toEnd() or run.to(process, symbol), or"
              + " assert how a process ends");
    }
    final Optional<RunResult> result = run.result();
    if (result.isPresent()
        && !(result.get() instanceof RunResult.Finished)
        && !run.isAnyEndGood()) {
      wrong.add(StateText.of(run, result.get()));
    }
    wrong.addAll(othersThanZero());
    if (wrong.isEmpty() && preparation.options().linux() == LinuxComparison.SAME) {
      new NativeComparison(live).difference().ifPresent(wrong::add);
    }
    return wrong;
  }

  /** The processes that ended otherwise than with status 0, and nobody looked at it. */
  private List<String> othersThanZero() {
    final List<String> wrong = new ArrayList<>();
    for (final GuestProcess each : run.processes()) {
      final Optional<ProcessEnd> end = each.tested().end();
      if (!each.isEndLookedAt() && end.isPresent() && !end.get().equals(new ProcessEnd.Exited(0))) {
        wrong.add(
            each
                + " was to exit with status 0, but "
                + StateText.of(each)
                + StateText.details(each));
      }
    }
    return wrong;
  }
}
