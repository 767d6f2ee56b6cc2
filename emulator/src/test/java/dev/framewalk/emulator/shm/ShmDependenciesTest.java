package dev.framewalk.emulator.shm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ShmDependenciesTest {
  @BeforeAll
  static void keepArchUnitQuiet() {
    ((Logger) LoggerFactory.getLogger("com.tngtech.archunit")).setLevel(Level.WARN);
  }

  @Test
  void theRegistryKnowsPageTablesAndNothingElseOfOurs() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.framewalk.emulator.shm",
            "dev.framewalk.pagetable..",
            "java..",
            "org.jspecify..",
            "com.google.errorprone.annotations")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.framewalk.emulator.shm"));
  }
}
