package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What instructors write into lab.json, and what they are told of mistakes in it. */
final class LabLoaderTest {
  @TempDir private Path directory;

  private Lab load(String json) throws LabException, IOException {
    TinyLab.write(directory, json);
    return Lab.named(directory.toString());
  }

  @Test
  void aLabOnDiskIsRead() throws LabException, IOException {
    final Lab lab = load(TinyLab.JSON);

    assertThat(lab.name()).isEqualTo("tiny");
    assertThat(lab.points()).hasToString("5.5");
    assertThat(lab.parts()).extracting(Lab.Part::isPublic).containsExactly(true, false);
    assertThat(lab.parts().get(1).points().value()).isEqualByComparingTo("3.5");
    assertThat(lab.wrong()).extracting(Lab.WrongSolution::name).containsExactly("one-less");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"support\"       | \"suport\"         | lab.json: suport: unknown field; the fields here are schema, name",
        "\"test\": \"hid   | \"tset\": \"hid    | lab.json: parts[1].tset (\"hidden/maps.S\"): unknown field; the fields here are id, title",
        "\"title\": \"It prints 42\",|          | lab.json: parts[0]: has no \"title\"; add it",
        "hidden/maps.S     | hidden/mops.S      | lab.json: parts[1].test (\"hidden/mops.S\"): no file",
        "\"HANDOUT.md\",   | \"HANDIN.md\",     | lab.json: student[0] (\"HANDIN.md\"): no file",
        "numbers.inc       | ../numbers.inc     | lab.json: support[0] (\"../numbers.inc\"): no file name of a lab",
        "numbers.inc       | /etc/passwd        | lab.json: support[0] (\"/etc/passwd\"): no file name of a lab",
        "\"if\": \"41\"    | \"if\": \"4(1\"    | lab.json: parts[0].hints[0].if (\"4(1\"): no regular expression: Unclosed group at character 4",
        "\"points\": 2,    | \"points\": 0,     | lab.json: parts[0].points (0): points must be a positive number",
        "\"points\": 2,    | \"points\": -1,    | lab.json: parts[0].points (-1): points must be a positive number",
        "\"points\": 2,    | \"points\": \"2\", | lab.json: parts[0].points (\"2\"): points must be a positive number",
        "\"points\": 2,    | \"points\": 0.001, | lab.json: parts[0].points (0.001): points have at most two places",
        "\"points\": 2,    | \"points\": 1e30,  | lab.json: parts[0].points",
        "\"id\": \"maps\"  | \"id\": \"prints\" | lab.json: parts[1].id (\"prints\"): two parts have this id",
        "\"id\": \"maps\"  | \"id\": \"The Map\"| lab.json: parts[1].id (\"The Map\"): must be small letters",
        "[\"prints\"]      | [\"print\"]        | lab.json: wrong[0].fails[0] (\"print\"): no part has this id",
        "[\"prints\"]      | []                 | lab.json: wrong[0].fails: names no part",
        "one-less          | one-more           | lab.json: wrong[0].name (\"one-more\"): no file",
        "framewalk.lab/1   | framewalk.lab/2    | lab.json: schema (\"framewalk.lab/2\"): must be \"framewalk.lab/1\"",
        "\"programs\"      | \"program\"        | lab.json: kind (\"program\"): no such kind of lab",
        "[\"answer.S\"]    | []                 | lab.json: submit: names no file",
        "[\"answer.S\"]    | \"answer.S\"       | lab.json: submit (\"answer.S\"): must be a list",
        "[\"answer.S\"]    | [\"other.S\"]      | lab.json: submit[0] (\"other.S\"): no file",
        ", \"tests/prints.S\"|                  | lab.json: parts[0].test (\"student/tests/prints.S\"): lies in student/, and \"student\" does not list it",
        "\"test\": \"hidden/maps.S\",| \"question\": \"Why?\",| lab.json: parts[1].question (\"Why?\"): a lab of kind \"programs\" has tests",
        "\"name\": \"tiny\",| \"name\": \"tiny\" | lab.json:4:",
        "\"name\": \"tiny\",| \"name\": \"tiny\", \"name\": \"two\",| lab.json:3:",
      })
  void aMistakeIsToldWithItsPlace(String right, String wrong, String message) throws IOException {
    assertThat(TinyLab.JSON).contains(right);
    final String json = TinyLab.JSON.replace(right, wrong == null ? "" : wrong);

    assertThatExceptionOfType(LabException.class)
        .isThrownBy(() -> load(json))
        .withMessageContaining(directory + "/" + message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void twoFilesOfOneNameBesideTheTestsAreRefused() throws IOException {
    final String json = TinyLab.JSON.replace("\"numbers.inc\"", "\"numbers.inc\", \"maps.S\"");
    TinyLab.file(directory, "support/maps.S", TinyLab.MAPS);

    assertThatExceptionOfType(LabException.class)
        .isThrownBy(() -> load(json))
        .withMessageContaining("parts[1].test")
        .withMessageContaining("another file of this name lies beside the tests");
  }

  @Test
  void whatIsNoLabIsToldWithTheLabsThatThereAre() {
    assertThatExceptionOfType(LabException.class)
        .isThrownBy(() -> Lab.named(directory.resolve("nothing").toString()))
        .withMessageContaining("no lab ")
        .withMessageContaining("share")
        .withMessageContaining("lab.json");
  }

  @Test
  void aLabWhoseJsonIsNoObjectIsRefused() throws IOException {
    Files.writeString(directory.resolve("lab.json"), "[]");

    assertThatExceptionOfType(LabException.class)
        .isThrownBy(() -> Lab.named(directory.toString()))
        .withMessageContaining("lab.json: must be a JSON object");
  }
}
