package dev.framewalk.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The README's picture of the architecture, held against the classes. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.framewalk");

  @Test
  void dependenciesPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("command line")
        .definedBy("dev.framewalk.emulator.cli..")
        .layer("labs")
        .definedBy("dev.framewalk.emulator.lab..")
        .layer("test files")
        .definedBy("dev.framewalk.emulator.suite..")
        .layer("harness")
        .definedBy("dev.framewalk.emulator.harness..")
        .layer("debug")
        .definedBy("dev.framewalk.emulator.debug..")
        .layer("machine")
        .definedBy("dev.framewalk.emulator.machine..")
        .layer("kernel")
        .definedBy("dev.framewalk.emulator.kernel..")
        .layer("shm")
        .definedBy("dev.framewalk.emulator.shm..")
        .layer("unicorn")
        .definedBy("dev.framewalk.emulator.unicorn..")
        .layer("pagetable")
        .definedBy("dev.framewalk.pagetable..")
        .layer("firmware")
        .definedBy("dev.framewalk.firmware..")
        .whereLayer("command line")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("labs")
        .mayOnlyBeAccessedByLayers("command line")
        .whereLayer("test files")
        .mayOnlyBeAccessedByLayers("command line", "labs")
        .whereLayer("harness")
        .mayOnlyBeAccessedByLayers("command line", "labs", "test files")
        .whereLayer("debug")
        .mayOnlyBeAccessedByLayers("command line", "labs", "test files", "harness")
        .whereLayer("machine")
        .mayOnlyBeAccessedByLayers("command line", "labs", "test files", "harness", "debug")
        .whereLayer("unicorn")
        .mayOnlyBeAccessedByLayers(
            "command line", "labs", "test files", "harness", "debug", "machine")
        .whereLayer("kernel")
        .mayOnlyBeAccessedByLayers(
            "command line", "labs", "test files", "harness", "debug", "machine")
        .whereLayer("shm")
        .mayOnlyBeAccessedByLayers(
            "command line", "labs", "test files", "harness", "debug", "machine", "kernel")
        .whereLayer("firmware")
        .mayOnlyBeAccessedByLayers("command line", "labs", "test files", "harness", "machine")
        .check(CLASSES);
  }

  @Test
  void thePageTableModuleKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage("dev.framewalk.pagetable..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.framewalk.emulator..", "dev.framewalk.firmware..", "com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void onlyTheUnicornPackageKnowsJna() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.framewalk.emulator.unicorn..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void theUnicornPackageKnowsNoPageTables() {
    noClasses()
        .that()
        .resideInAPackage("dev.framewalk.emulator.unicorn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.framewalk.pagetable..",
            "dev.framewalk.emulator.kernel..",
            "dev.framewalk.emulator.shm..")
        .check(CLASSES);
  }

  @Test
  void onlyTheEdgeLogs() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.framewalk.emulator.debug..", "dev.framewalk.emulator.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.slf4j..")
        .check(CLASSES);
  }
}
