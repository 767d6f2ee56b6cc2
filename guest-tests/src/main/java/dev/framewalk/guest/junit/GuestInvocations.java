package dev.framewalk.guest.junit;

import dev.framewalk.emulator.suite.TestFile;
import dev.framewalk.emulator.suite.TestFormatException;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** The tests that {@link GuestSource} and {@link GuestSeeds} make of one method. */
final class GuestInvocations implements TestTemplateInvocationContextProvider {
  private static final OptionalLong NO_SEED = OptionalLong.empty();

  GuestInvocations() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    final Method method = context.getRequiredTestMethod();
    refuseOthers(method);
    final List<Invocation> files =
        AnnotationSupport.findAnnotation(method, GuestSource.class)
            .map(source -> files(context, source.value()))
            .orElse(List.of(Invocation.ONLY));
    final List<OptionalLong> seeds =
        AnnotationSupport.findAnnotation(method, GuestSeeds.class)
            .map(each -> Quantity.seeds(each.value()).stream().map(OptionalLong::of).toList())
            .orElse(List.of(OptionalLong.empty()));
    return files.stream().flatMap(file -> seeds.stream().map(file::under));
  }

  /** Whoever else runs the method several times knows nothing of our seeds and files. */
  private static void refuseOthers(Method method) {
    for (final Annotation each : method.getAnnotations()) {
      final Class<?> type = each.annotationType();
      final boolean ours =
          AnnotationSupport.isAnnotated(type, GuestSeeds.class)
              || AnnotationSupport.isAnnotated(type, GuestSource.class)
              || type == GuestSeeds.class
              || type == GuestSource.class;
      if (!ours && AnnotationSupport.isAnnotated(type, TestTemplate.class)) {
        throw new GuestConfigurationException(
            "@GuestSeeds and @GuestSource run a test several times and do not go with @"
                + type.getSimpleName()
                + "; for one seed take @GuestMachine(seed = 7)");
      }
    }
  }

  private static List<Invocation> files(ExtensionContext context, String directory) {
    final String what = "@GuestSource(\"" + directory + "\")";
    final Path found =
        new SourceSearch(context.getRequiredTestClass(), Workspace.of(context).copies())
            .find(what, directory);
    if (!Files.isDirectory(found)) {
      throw new GuestConfigurationException(
          what + ": " + found + " is no directory; a single file is @GuestProgram's");
    }
    try (Stream<Path> all = Files.list(found)) {
      final List<Path> files = all.filter(each -> each.toString().endsWith(".S")).sorted().toList();
      if (files.isEmpty()) {
        throw new GuestConfigurationException(what + ": no .S file in " + found);
      }
      final List<Path> tests = files.stream().filter(GuestInvocations::isTest).toList();
      // Beside tests, a file that says nothing is a program that they run with.
      return tests.isEmpty()
          ? files.stream()
              .map(each -> new Invocation(Optional.of(each), Optional.empty(), NO_SEED))
              .toList()
          : tests.stream()
              .map(each -> new Invocation(Optional.empty(), Optional.of(each), NO_SEED))
              .toList();
    } catch (IOException e) {
      throw new GuestConfigurationException(what + ": cannot be listed: " + e);
    }
  }

  /** Whether a file says itself what it is to do, well or badly. */
  private static boolean isTest(Path file) {
    try {
      return TestFile.find(file).isPresent();
    } catch (TestFormatException e) {
      return true; // told when it is run
    }
  }
}
