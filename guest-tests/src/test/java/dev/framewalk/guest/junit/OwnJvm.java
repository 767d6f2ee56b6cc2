package dev.framewalk.guest.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one scenario in a JVM of its own, for what can only be changed from outside. */
final class OwnJvm {
  private OwnJvm() {}

  /**
   * Prints how many tests passed, and the message of each that did not.
   *
   * @param args the test as {@code CLASS#METHOD(PARAMETERS)}; the directory for output
   */
  public static void main(String[] args) {
    final LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(args[0]))
            .configurationParameter(Scenario.PARAMETER, "true")
            .configurationParameter(Workspace.PARAMETER, args[1])
            .build();
    final SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("passed: " + listener.getSummary().getTestsSucceededCount());
    for (final TestExecutionSummary.Failure failure : listener.getSummary().getFailures()) {
      out.println("failed: " + failure.getException().getMessage());
    }
  }
}
