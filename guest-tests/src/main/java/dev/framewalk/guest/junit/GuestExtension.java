package dev.framewalk.guest.junit;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmRegistry;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a machine with its programs loaded, and sees afterwards that everything was given
 * back. Our annotations bring it along; {@code @ExtendWith} does as well.
 *
 * <p>The extension has no state: a test's machine is its context's, used by the thread that the
 * test runs in. Tests may run at the same time.
 */
public final class GuestExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  static final Namespace NAMESPACE = Namespace.create("dev.framewalk.guest.junit");

  private static final Set<Class<?>> PARAMETERS =
      Set.of(
          GuestRun.class,
          GuestProcess.class,
          PageTables.class,
          GuestInspector.class,
          Machine.class,
          ShmRegistry.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    final Workspace workspace = Workspace.of(context);
    Workspace.clear(workspace.evidence(context));
    if (Invocation.of(context).test().isPresent()) {
      return; // such a file says itself what is loaded, and is run behind the test's body
    }
    final GuestTrial trial = GuestTrial.start(context, workspace);
    context.getStore(NAMESPACE).put(GuestTrial.class, trial);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    final GuestTrial trial = context.getStore(NAMESPACE).remove(GuestTrial.class, GuestTrial.class);
    if (trial != null) {
      trial.finish(context);
    } else if (context.getExecutionException().isEmpty()) {
      FileTest.of(context).ifPresent(FileTest::run);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    final GuestTrial trial = context.getStore(NAMESPACE).get(GuestTrial.class, GuestTrial.class);
    if (Invocation.of(context).test().isPresent()) {
      throw new ParameterResolutionException(
          "a file that says itself what it is to do (# RUN:) brings its own machine; leave its"
              + " @GuestSource method without parameters of ours");
    }
    if (trial == null || parameter.getDeclaringExecutable() instanceof Constructor<?>) {
      throw new ParameterResolutionException(
          "a machine is there for one test, from @BeforeEach to @AfterEach; "
              + where(parameter)
              + " cannot have a "
              + parameter.getParameter().getType().getSimpleName());
    }
    return trial.parameter(parameter);
  }

  private static String where(ParameterContext parameter) {
    return parameter.getDeclaringExecutable() instanceof Method method
        ? "the method " + method.getName()
        : "a constructor";
  }
}
