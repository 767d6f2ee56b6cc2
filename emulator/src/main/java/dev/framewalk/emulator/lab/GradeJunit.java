package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Grade.PartGrade;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Grades as JUnit's runners write results: a suite for each submission, a case for each part. */
final class GradeJunit {
  private final Lab lab;
  private final XMLStreamWriter xml;

  private GradeJunit(Lab lab, XMLStreamWriter xml) {
    this.lab = lab;
    this.xml = xml;
  }

  static String of(Lab lab, List<Grade> grades) {
    final StringWriter text = new StringWriter();
    try {
      final XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new GradeJunit(lab, xml).write(grades);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text in memory cannot be written", e);
    }
    return text.toString();
  }

  private void write(List<Grade> grades) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    counts(grades.stream().flatMap(grade -> grade.parts().stream()).toList());
    for (final Grade grade : grades) {
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testsuite");
      attribute("name", grade.submission());
      counts(grade.parts());
      for (final PartGrade part : grade.parts()) {
        part(part);
      }
      xml.writeCharacters("\n  ");
      xml.writeEndElement();
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.writeCharacters("\n");
  }

  /** Times differ from one grading to the next, and so there are none. */
  private void counts(List<PartGrade> parts) throws XMLStreamException {
    attribute("tests", Integer.toString(parts.size()));
    attribute(
        "failures", Long.toString(count(parts, Verdict.FAILED) + count(parts, Verdict.NO_VERDICT)));
    attribute("errors", Long.toString(count(parts, Verdict.GRADER_ERROR)));
    attribute("skipped", "0");
    attribute("time", "0.000");
  }

  private static long count(List<PartGrade> parts, Verdict verdict) {
    return parts.stream().filter(part -> part.verdict() == verdict).count();
  }

  private void part(PartGrade part) throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    attribute("name", part.part().id());
    attribute("classname", lab.name());
    attribute("time", "0.000");
    if (part.verdict() != Verdict.PASSED) {
      xml.writeCharacters("\n      ");
      xml.writeStartElement(part.verdict() == Verdict.GRADER_ERROR ? "error" : "failure");
      attribute("message", part.text().lines().findFirst().orElse(part.verdict().words()));
      attribute("type", GradeJson.word(part.verdict()));
      final StringBuilder text = new StringBuilder(part.text());
      part.hint().ifPresent(hint -> text.append("\nhint: ").append(hint));
      part.evidence().ifPresent(file -> text.append("\nevidence: ").append(file));
      xml.writeCharacters(allowed(text.toString()));
      xml.writeEndElement();
      xml.writeCharacters("\n    ");
    }
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, allowed(value));
  }

  /** Text is fit to print already; two more characters are no document's (XML 1.0, 2.2). */
  private static String allowed(String text) {
    return text.replace('\ufffe', '?').replace('\uffff', '?');
  }
}
