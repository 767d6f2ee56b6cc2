package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.firmware.AssemblerException;
import dev.framewalk.firmware.GuestIncludes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuestCatalogueTest {
  private static final Pattern OBJECT = Pattern.compile("(?m)^shm_name \\w+, \"(?<name>[^\"]*)\"");
  private static final Pattern INCLUDE = Pattern.compile("(?m)^[.#]include \"(?<file>[^\"]*)\"");

  private static GuestSources sources;

  @BeforeAll
  static void findSources() throws AssemblerException, IOException {
    sources = GuestSources.ofBuild();
  }

  static List<String> sources() throws AssemblerException, IOException {
    return GuestSources.ofBuild().all();
  }

  static Stream<GuestProgram> programs() {
    return GuestCatalogue.CASES.stream().flatMap(row -> row.programs().stream());
  }

  @Test
  void everySourceIsInACase() throws IOException {
    assertThat(programs().map(GuestProgram::source)).containsAll(sources.all());
  }

  @Test
  void noTwoCasesHaveTheSameName() {
    assertThat(GuestCatalogue.CASES.stream().map(GuestCase::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theTableSaysWhatTheProgramsCommentSays(GuestProgram program) throws IOException {
    Documentation documentation = Documentation.of(sources.file(program.source()));

    assertThat(program.exitStatus()).isEqualTo(documentation.exitStatus());
    assertThat(documentation.summary()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void objectsBelongToTheirSubjectSoThatTheOracleCanRemoveThem(String source) throws IOException {
    String subject = source.substring(0, source.indexOf('/'));
    Matcher objects = OBJECT.matcher(Files.readString(sources.file(source)));
    while (objects.find()) {
      assertThat(objects.group("name").toLowerCase(Locale.ROOT))
          .matches("/\\.?fw-" + subject + ".*|/\\.\\.\\.");
    }
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aSourceIncludesNothingButTheSharedFilesThatItsCachedProgramIsKeyedBy(String source)
      throws IOException {
    Matcher includes = INCLUDE.matcher(Files.readString(sources.file(source)));
    while (includes.find()) {
      assertThat(includes.group("file")).isIn(GuestIncludes.NAMES);
    }
  }
}
