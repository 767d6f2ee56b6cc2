package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.ProgramMaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Where the tests of one run leave files: programs that were made, and what helps to see why a test
 * failed. Several threads use it.
 *
 * @param directory made when something is put there
 * @param maker makes every program once
 */
record Workspace(Path directory, ProgramMaker maker) {
  private static final Pattern INVOCATION = Pattern.compile("-invocation:#(\\d+)");

  /** The configuration parameter that names the directory. */
  static final String PARAMETER = "framewalk.output";

  /** The one of the run that {@code context} is of. */
  static Workspace of(ExtensionContext context) {
    final Path module = SourceSearch.moduleOf(context.getRequiredTestClass());
    return context
        .getRoot()
        .getStore(GuestExtension.NAMESPACE)
        .getOrComputeIfAbsent(
            module,
            unused -> {
              final Path directory =
                  module.resolve(
                      context
                          .getConfigurationParameter(PARAMETER)
                          .orElseGet(() -> besideTestResults(module)));
              return new Workspace(directory, ProgramMaker.in(directory.resolve("programs")));
            },
            Workspace.class);
  }

  private static String besideTestResults(Path module) {
    final boolean gradle =
        !Files.exists(module.resolve("pom.xml"))
            && (Files.exists(module.resolve("build.gradle"))
                || Files.exists(module.resolve("build.gradle.kts")));
    return gradle ? "build/framewalk" : "target/framewalk";
  }

  /** For files that are copied out of archives. */
  Path copies() {
    return directory.resolve("programs").resolve("from-class-path");
  }

  /** Where the evidence of this test goes: {@code CLASS/TEST}, and the number of an invocation. */
  Path evidence(ExtensionContext context) {
    final Class<?> testClass = context.getRequiredTestClass();
    final Method method = context.getRequiredTestMethod();
    final StringBuilder test = new StringBuilder(method.getName());
    // Inherited ones as well: they are tests of this class.
    final int sameName =
        ReflectionSupport.findMethods(
                testClass,
                each -> each.getName().equals(method.getName()) && !each.isSynthetic(),
                HierarchyTraversalMode.TOP_DOWN)
            .size();
    if (sameName > 1) {
      for (final Class<?> parameter : method.getParameterTypes()) {
        test.append('-').append(parameter.getSimpleName().replace("[]", "s"));
      }
    }
    for (final String number : invocations(context.getUniqueId())) {
      test.append('-').append(number);
    }
    return directory.resolve(testClass.getName().replace('$', '.')).resolve(test.toString());
  }

  /** The numbers of the invocations, of a class and of a method, that are in a unique id. */
  private static List<String> invocations(String id) {
    final List<String> numbers = new ArrayList<>();
    final Matcher matcher = INVOCATION.matcher(id);
    while (matcher.find()) {
      numbers.add(matcher.group(1));
    }
    return numbers;
  }

  /** Takes away what stands in {@code directory} and itself; what cannot be, stays. */
  static void clear(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      return; // an old report that cannot be removed is no test's fault
    }
  }
}
