package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.framewalk.emulator.lab.Grade.PartGrade;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Grades as other programs read them. */
final class GradeFormatTest {
  private static final String DETAILS =
      "maps.S:3: is to reach <&> \"]]>\" \u00e9 \ufffe \ud83d\ude00";
  private static final String HINT = "Keep the mapping.";

  @TempDir private Path directory;
  private Lab lab;

  @BeforeEach
  void lab() throws IOException, LabException {
    lab = Lab.named(TinyLab.write(directory, TinyLab.JSON).toString());
  }

  private Grade grade(String name, Verdict first, Verdict second) {
    return new Grade(
        name,
        Optional.of("alice"),
        OptionalLong.of(7),
        "student.json",
        List.of(
            new PartGrade(
                lab.parts().get(0),
                first,
                first == Verdict.PASSED ? lab.parts().get(0).points() : Points.NONE,
                first == Verdict.PASSED ? "" : "wrong",
                Optional.empty(),
                Optional.empty()),
            new PartGrade(
                lab.parts().get(1),
                second,
                second == Verdict.PASSED ? lab.parts().get(1).points() : Points.NONE,
                second == Verdict.PASSED ? "" : DETAILS,
                Optional.of(HINT),
                Optional.of("evidence/a/maps/report.html"))),
        List.of("the same student as b, or \"c\""));
  }

  private List<Grade> all() {
    return List.of(
        grade("a <&> \"'", Verdict.PASSED, Verdict.PASSED),
        grade("b", Verdict.FAILED, Verdict.PASSED),
        grade("c", Verdict.PASSED, Verdict.NO_VERDICT),
        grade("d", Verdict.FAILED, Verdict.GRADER_ERROR));
  }

  private URL resource(String name) {
    return Objects.requireNonNull(GradeFormatTest.class.getResource(name), name);
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void gradescopesDocumentHasTheFormOfItsDocumentation(Verdict verdict) throws IOException {
    final JsonNode document =
        new ObjectMapper()
            .readTree(GradeFormat.GRADESCOPE.of(lab, List.of(grade("a", verdict, verdict))));
    try (InputStream schema = resource("gradescope.schema.json").openStream()) {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(document))
          .isEmpty();
    }
    double sum = 0;
    for (final JsonNode test : document.get("tests")) {
      sum += test.get("score").doubleValue();
    }
    assertThat(document.get("score").doubleValue()).isEqualTo(sum);
  }

  @Test
  void studentsSeeOfAHiddenTestTheHintOnly() throws IOException {
    final JsonNode document =
        new ObjectMapper()
            .readTree(
                GradeFormat.GRADESCOPE.of(
                    lab, List.of(grade("a", Verdict.FAILED, Verdict.FAILED))));

    for (final JsonNode test : document.get("tests")) {
      if (test.get("visibility").textValue().equals("visible")) {
        assertThat(test.get("output").textValue()).doesNotContain("maps.S");
      }
    }
    assertThat(document.get("tests").findValuesAsText("output"))
        .contains("failed\nhint: " + HINT)
        .anyMatch(output -> output.contains("maps.S:3"));
  }

  @Test
  void junitsXmlIsValid() throws Exception {
    final String xml = GradeFormat.JUNIT.of(lab, all());

    assertThatCode(
            () ->
                SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(resource("grades.xsd"))
                    .newValidator()
                    .validate(new StreamSource(new StringReader(xml))))
        .doesNotThrowAnyException();
    assertThat(xml)
        .contains("tests=\"8\" failures=\"3\" errors=\"1\"")
        .contains("type=\"no-verdict\"")
        .contains("type=\"grader-error\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"})
  void aCellOfTheTableIsNoFormula(String name) {
    final String table =
        GradeFormat.CSV.of(lab, List.of(grade(name, Verdict.PASSED, Verdict.PASSED)));

    assertThat(table.split("\r\n")[1]).startsWith("'" + name + ",");
  }

  @Test
  void theTableIsAsRfc4180HasIt() {
    assertThat(GradeFormat.CSV.of(lab, all().subList(0, 3)))
        .isEqualTo(
            """
            submission,student,seed,verdict,points,of,prints,maps,notes
            "a <&> ""'",alice,7,passed,5.5,5.5,2,3.5,"the same student as b, or ""c""\"
            b,alice,7,failed,3.5,5.5,0,3.5,"the same student as b, or ""c""\"
            c,alice,7,no verdict,2,5.5,2,0,"maps: no verdict; the same student as b, or ""c""\"
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void theJsonNamesItsSchemaAndAllThatIsKnown() throws IOException {
    final JsonNode document = new ObjectMapper().readTree(GradeFormat.JSON.of(lab, all()));

    assertThat(document.get("schema").textValue()).isEqualTo("framewalk.grades/1");
    assertThat(document.get("submissions")).hasSize(4);
    final JsonNode third = document.get("submissions").get(2);
    assertThat(third.get("verdict").textValue()).isEqualTo("no-verdict");
    assertThat(third.get("points").doubleValue()).isEqualTo(2);
    assertThat(third.at("/parts/1/text").textValue()).isEqualTo(DETAILS);
    assertThat(third.at("/parts/1/evidence").textValue()).isEqualTo("evidence/a/maps/report.html");
  }

  @Test
  void theTextSaysWhatHappenedAndCounts() {
    assertThat(GradeFormat.TEXT.of(lab, all()))
        .contains("4 submissions: 1 passed, 1 failed, 1 no verdict, 1 grader error")
        .contains("hint: " + HINT)
        .contains("see evidence/a/maps/report.html");
  }
}
