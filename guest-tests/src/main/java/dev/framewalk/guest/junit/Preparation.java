package dev.framewalk.guest.junit;

import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.harness.TestProgram;
import dev.framewalk.emulator.harness.Trial;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What the annotations of one test come to.
 *
 * @param options the machine and what goes with it
 * @param trial what is run
 * @param sources where the programs' sources are, by the name of the program, as far as they are
 *     files
 */
record Preparation(GuestOptions options, Trial trial, Map<String, Path> sources) {
  Preparation {
    sources = Map.copyOf(sources);
  }

  /** A program that is to be made. */
  private record Wanted(String name, String value, List<String> arguments, String input) {}

  /**
   * @throws GuestConfigurationException if the annotations or a program are wrong
   */
  static Preparation of(ExtensionContext context, Invocation invocation, Workspace workspace) {
    refuseBoth(context.getRequiredTestMethod());
    final Class<?> testClass = context.getRequiredTestClass();
    final List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
    classes.add(testClass);
    final List<GuestMachine> machines = new ArrayList<>();
    final Map<String, Wanted> wanted = new LinkedHashMap<>();
    for (final Class<?> each : classes) {
      AnnotationSupport.findAnnotation(each, GuestMachine.class).ifPresent(machines::add);
      addInherited(wanted, each);
    }
    AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), GuestMachine.class)
        .ifPresent(machines::add);
    add(
        wanted,
        AnnotationSupport.findRepeatableAnnotations(
            context.getRequiredTestMethod(), GuestProgram.class));
    GuestOptions options = GuestOptions.of(machines);
    if (invocation.seed().isPresent()) {
      options = options.withSeed(invocation.seed().getAsLong());
    }
    return new Maker(new SourceSearch(testClass, workspace.copies()), workspace.maker())
        .make(
            context.getDisplayName(), options, List.copyOf(wanted.values()), invocation.program());
  }

  private static void refuseBoth(Method method) {
    if (AnnotationSupport.isAnnotated(method, Test.class)
        && (AnnotationSupport.isAnnotated(method, GuestSeeds.class)
            || AnnotationSupport.isAnnotated(method, GuestSource.class))) {
      throw new GuestConfigurationException(
          "@GuestSeeds and @GuestSource stand in place of @GuestTest: take that away");
    }
  }

  /** What a class says takes the place of what it inherits. */
  private static void addInherited(Map<String, Wanted> wanted, Class<?> testClass) {
    final List<GuestProgram> own = new ArrayList<>(programsOf(testClass));
    final Class<?> parent = testClass.getSuperclass();
    if (parent != null) {
      addInherited(wanted, parent);
      own.removeAll(programsOf(parent));
    }
    add(wanted, own);
  }

  private static List<GuestProgram> programsOf(Class<?> each) {
    return AnnotationSupport.findRepeatableAnnotations(each, GuestProgram.class);
  }

  private static void add(Map<String, Wanted> wanted, List<GuestProgram> annotations) {
    final Set<String> here = new LinkedHashSet<>();
    for (final GuestProgram each : annotations) {
      final String name = each.name().isEmpty() ? stem(each.value()) : each.name();
      if (!here.add(name)) {
        throw new GuestConfigurationException(
            "two programs have the name "
                + name
                + ": give each its own, @GuestProgram(name = \"…\", value = …)");
      }
      wanted.put(name, new Wanted(name, each.value(), List.of(each.args()), each.input()));
    }
  }

  private static String stem(String value) {
    if (value.indexOf('\n') >= 0) {
      throw new GuestConfigurationException(
          "a program whose text stands in the annotation needs a name: @GuestProgram(name = \"…\","
              + " value = …)");
    }
    return value.substring(value.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
  }

  /** Makes the programs. */
  private record Maker(SourceSearch search, ProgramMaker programs) {
    Preparation make(String test, GuestOptions options, List<Wanted> wanted, Optional<Path> file) {
      final List<TestProgram> made = new ArrayList<>();
      final Map<String, Path> sources = new LinkedHashMap<>();
      for (final Wanted each : wanted) {
        made.add(
            program(each, sources)
                .withArguments(each.arguments())
                .withInput(each.input().getBytes(StandardCharsets.UTF_8)));
      }
      if (file.isPresent()) {
        final String name = stem(file.get().toString());
        if (wanted.stream().anyMatch(each -> each.name().equals(name))) {
          throw new GuestConfigurationException(
              "two programs have the name " + name + ": one is of @GuestSource, rename the other");
        }
        made.add(file(name, file.get(), sources));
      }
      if (made.isEmpty()) {
        throw new GuestConfigurationException(
            "no program: name one with @GuestProgram(\"prog.S\"), on the test or its class");
      }
      return new Preparation(
          options, new Trial(test, made, options.config(), options.budget()), sources);
    }

    private TestProgram program(Wanted wanted, Map<String, Path> sources) {
      if (wanted.value().indexOf('\n') < 0) {
        final String what = "@GuestProgram \"" + wanted.value() + "\"";
        return file(wanted.name(), search.find(what, wanted.value()), sources);
      }
      try {
        return programs.makeOfText(wanted.name(), wanted.value());
      } catch (HarnessException e) {
        throw cannotMake(wanted.name(), e);
      }
    }

    private TestProgram file(String name, Path file, Map<String, Path> sources) {
      sources.put(name, file);
      try {
        return programs.make(name, file);
      } catch (HarnessException e) {
        throw cannotMake(name, e);
      }
    }

    private static GuestConfigurationException cannotMake(String name, HarnessException e) {
      return new GuestConfigurationException("program " + name + ": " + e.getMessage());
    }
  }
}
