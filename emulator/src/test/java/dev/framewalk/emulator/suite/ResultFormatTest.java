package dev.framewalk.emulator.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.suite.SuiteRunner.Native;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What the writers write of results of every kind, held against schemas and a grammar. */
class ResultFormatTest {
  private static final String CODE = ".include \"guest.inc\"\n.globl _start\n_start: ";

  @TempDir private Path directory;
  private SuiteResult suite = new SuiteResult(List.of(), Duration.ZERO);

  @BeforeEach
  void runOneOfEachKind() throws Exception {
    final SuiteRunner runner =
        new SuiteRunner(ProgramMaker.in(directory.resolve("made")), Native.LEFT_OUT);
    Files.createDirectory(directory.resolve("sub"));
    final List<TestResult> results = new ArrayList<>();
    for (final String[] each :
        new String[][] {
          {"pass.S", "# RUN:\n# TITLE: it's #1 \\ of \u00fc\n" + CODE + "exit\n"},
          {
            "fail & <wrong>.S",
            "# RUN: it\n# HINT: a \"hint\" # here\n# SEED: 3..5\n# EXPECT-OUT: ]]>\n"
                + CODE
                + ".pushsection .rodata\nx: .ascii \"\\033[31m\\001\\377\\n\\n  ...\\n\"\n"
                + ".popsection\nsys write, 1, offset(x), 16\nexit 1\n"
          },
          {"sub/loop.S", "# RUN:\n# BUDGET: 1K\n" + CODE + "jmp _start\n"},
          {"sub/bad\u0007name.S", "# RUN: x\n# SEED: \u0001\n" + CODE + "exit\n"},
          {"sub/missing.S", "# RUN:\n# WITH: none.S\n" + CODE + "exit\n"}
        }) {
      results.add(runner.run(Files.writeString(directory.resolve(each[0]), each[1])));
    }
    results.set(1, results.get(1).withEvidence(directory.resolve("evidence")));
    suite = new SuiteResult(results, Duration.ofMillis(1234));
    assertThat(results)
        .extracting(TestResult::outcome)
        .containsExactly(
            Outcome.PASSED, Outcome.FAILED, Outcome.NO_VERDICT, Outcome.ERROR, Outcome.ERROR);
  }

  private static StreamSource resource(String name) {
    return new StreamSource(
        Objects.requireNonNull(ResultFormatTest.class.getResourceAsStream(name)));
  }

  private static void validate(String xml) throws Exception {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(resource("junit.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
  }

  @Test
  void theXmlIsWhatReadersOfJunitsXmlTake() throws Exception {
    final String xml = ResultFormat.JUNIT.of(suite);
    validate(xml);
    final Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    final Element all = document.getDocumentElement();
    assertThat(all.getAttribute("tests")).isEqualTo("5");
    assertThat(all.getAttribute("failures")).isEqualTo("2");
    assertThat(all.getAttribute("errors")).isEqualTo("2");
    assertThat(all.getAttribute("time")).isEqualTo("1.234");
    assertThat(all.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
    final Element failure = (Element) all.getElementsByTagName("failure").item(0);
    assertThat(((Element) failure.getParentNode()).getAttribute("name"))
        .isEqualTo("fail & <wrong>.S");
    assertThat(failure.getTextContent())
        .contains("- ]]>", "hint: a \"hint\" # here", "\\u001b[31m\\u0001")
        .contains("again: framewalk test --seed 3 '" + directory + "/fail & <wrong>.S'")
        .contains("evidence: ");
    assertThat(((Element) all.getElementsByTagName("failure").item(1)).getAttribute("type"))
        .isEqualTo("no-verdict");
    assertThat(((Element) all.getElementsByTagName("error").item(1)).getAttribute("type"))
        .isEqualTo("bad-program");
  }

  @Test
  void theSchemaRefusesWhatIsNoJunitXml() {
    assertThatThrownBy(() -> validate("<testsuites tests='1'/>")).isInstanceOf(SAXException.class);
    assertThatThrownBy(() -> validate(ResultFormat.JUNIT.of(suite).replace("<failure", "<failed")))
        .isInstanceOf(SAXException.class);
  }

  @Test
  void theTapIsOfVersion14() {
    final List<TapValidator.Point> points = TapValidator.read(ResultFormat.TAP.of(suite));
    assertThat(points)
        .extracting(TapValidator.Point::ok)
        .containsExactly(true, false, false, false, false);
    assertThat(points.get(0).description())
        .isEqualTo(directory.resolve("pass.S") + ": it's #1 \\ of \u00fc");
    assertThat(points.get(0).yaml()).isEmpty();
    assertThat(points.get(1).yaml())
        .contains(
            "outcome: \"fail\"",
            "hint: \"a \\\"hint\\\" # here\"",
            "seed: 3",
            "again: \"framewalk test --seed 3 '" + directory + "/fail & <wrong>.S'\"");
    assertThat(points.get(2).yaml()).contains("outcome: \"no-verdict\"");
    assertThat(points.get(3).yaml()).contains("outcome: \"error\"", "kind: \"bad-test\"");
    assertThat(points.get(3).description()).contains("bad\\u0007name");
  }

  @Test
  void theReaderOfTapRefusesWhatIsNone() {
    for (final String bad :
        List.of(
            "TAP version 13\n1..0\n",
            "TAP version 14\n1..1\n",
            "TAP version 14\n1..1\nok 2\n",
            "TAP version 14\n1..1\nok 1 - a # b\n",
            "TAP version 14\n1..1\nok 1\n  x: 1\n",
            "TAP version 14\n1..1\nok 1 - a\\n\n")) {
      assertThatThrownBy(() -> TapValidator.read(bad)).isInstanceOf(RuntimeException.class);
    }
  }

  private static Set<ValidationMessage> flaws(JsonNode json) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(
            Objects.requireNonNull(
                ResultFormatTest.class.getResourceAsStream("tests-1.schema.json")))
        .validate(json);
  }

  @Test
  void theJsonIsOfItsSchema() throws Exception {
    final String text = ResultFormat.JSON.of(suite);
    assertThat(text).endsWith("}\n");
    final JsonNode json = new ObjectMapper().readTree(text);
    assertThat(flaws(json)).isEmpty();
    assertThat(json.at("/passed").asInt()).isEqualTo(1);
    assertThat(json.at("/failed").asInt()).isEqualTo(1);
    assertThat(json.at("/noVerdict").asInt()).isEqualTo(1);
    assertThat(json.at("/errors").asInt()).isEqualTo(2);
    assertThat(json.at("/results/1/runs").asInt()).isEqualTo(1);
    assertThat(json.at("/results/1/runsWanted").asInt()).isEqualTo(3);
    assertThat(json.at("/results/1/failure/seed").asInt()).isEqualTo(3);
    assertThat(json.at("/results/4/failure/program").asText()).isEqualTo("none.S");
    ((ObjectNode) json.at("/results/1")).remove("failure");
    assertThat(flaws(json)).isNotEmpty();
  }

  @Test
  void theTextIsWhatItIs() {
    final String text = ResultFormat.TEXT.of(suite);
    assertThat(text)
        .doesNotContain("pass.S", "\u0007", "\u001b")
        .contains(
            "FAIL  " + directory + "/fail & <wrong>.S\n",
            "  seed 3, run 1 of 3; again: framewalk test --seed 3 '",
            "  hint: a \"hint\" # here\n",
            "NO VERDICT  ",
            "ERROR  ")
        .endsWith("5 tests in 1.234 s: 1 passed, 1 failed, 1 without a verdict, 2 errors\n");
    assertThat(new TextResults(Style.PLAIN, TextResults.Detail.ALL).text(suite))
        .contains("PASS  " + directory + "/pass.S: it's #1 \\ of \u00fc\n");
  }

  @Test
  void nothingAtAllIsWrittenToo() throws Exception {
    final SuiteResult nothing = new SuiteResult(List.of(), Duration.ZERO);
    validate(ResultFormat.JUNIT.of(nothing));
    assertThat(TapValidator.read(ResultFormat.TAP.of(nothing))).isEmpty();
    assertThat(flaws(new ObjectMapper().readTree(ResultFormat.JSON.of(nothing)))).isEmpty();
  }
}
