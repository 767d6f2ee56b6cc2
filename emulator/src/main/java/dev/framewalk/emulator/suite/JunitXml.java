package dev.framewalk.emulator.suite;

import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Results as JUnit's runners write them: a suite for each directory, a case for each test. A test
 * without a verdict is a failure of the type {@code no-verdict}.
 */
final class JunitXml {
  private final XMLStreamWriter xml;

  private JunitXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static String of(SuiteResult suite) {
    final StringWriter text = new StringWriter();
    try {
      final XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new JunitXml(xml).write(suite);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text in memory cannot be written", e);
    }
    return text.toString();
  }

  private void write(SuiteResult suite) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    counts(suite);
    final Map<String, List<TestResult>> byDirectory = new LinkedHashMap<>();
    for (final TestResult result : suite.results()) {
      byDirectory.computeIfAbsent(directory(result), key -> new ArrayList<>()).add(result);
    }
    for (final Map.Entry<String, List<TestResult>> each : byDirectory.entrySet()) {
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testsuite");
      attribute("name", each.getKey());
      final Duration time =
          each.getValue().stream().map(TestResult::time).reduce(Duration.ZERO, Duration::plus);
      counts(new SuiteResult(each.getValue(), time));
      for (final TestResult result : each.getValue()) {
        test(result, each.getKey());
      }
      xml.writeCharacters("\n  ");
      xml.writeEndElement();
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.writeCharacters("\n");
  }

  private static String directory(TestResult result) {
    final Path parent = result.file().getParent();
    return parent == null ? "." : parent.toString();
  }

  private void counts(SuiteResult suite) throws XMLStreamException {
    attribute("tests", Integer.toString(suite.results().size()));
    attribute(
        "failures",
        Integer.toString(suite.count(Outcome.FAILED) + suite.count(Outcome.NO_VERDICT)));
    attribute("errors", Integer.toString(suite.count(Outcome.ERROR)));
    attribute("skipped", "0");
    attribute("time", TextResults.seconds(suite.time()));
  }

  private void test(TestResult result, String directory) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    attribute("name", String.valueOf(result.file().getFileName()));
    attribute("classname", directory);
    attribute("file", result.name());
    attribute("time", TextResults.seconds(result.time()));
    if (result.failure().isPresent()) {
      failure(result, result.failure().get());
      xml.writeCharacters("\n    ");
    }
    xml.writeEndElement();
  }

  private void failure(TestResult result, TestFailure failure) throws XMLStreamException {
    xml.writeCharacters("\n      ");
    xml.writeStartElement(result.outcome() == Outcome.ERROR ? "error" : "failure");
    attribute("message", failure.text().lines().findFirst().orElse(""));
    attribute("type", type(result, failure));
    final StringBuilder text = new StringBuilder(failure.text());
    result.hint().ifPresent(hint -> text.append("\nhint: ").append(hint));
    if (failure.trial().isPresent()) {
      text.append("\nagain: ").append(Again.command(result));
    }
    result.evidence().ifPresent(place -> text.append("\nevidence: ").append(place));
    xml.writeCharacters(allowed(text.toString()));
    xml.writeEndElement();
  }

  private static String type(TestResult result, TestFailure failure) {
    return failure
        .error()
        .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse(result.outcome().word());
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, allowed(value));
  }

  /**
   * Text with escapes for what no XML document may hold (Extensible Markup Language 1.0, 2.2
   * "Characters"), and for what a reader would not see.
   */
  private static String allowed(String text) {
    final StringBuilder allowed = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              final boolean fits =
                  c == '\n'
                      || c == '\t'
                      || (c >= 0x20 && c <= 0xd7ff && !(c >= 0x7f && c <= 0x9f))
                      || (c >= 0xe000 && c <= 0xfffd)
                      || c >= 0x10000;
              if (fits) {
                allowed.appendCodePoint(c);
              } else {
                allowed.append(String.format("\\u%04x", c));
              }
            });
    return allowed.toString();
  }
}
