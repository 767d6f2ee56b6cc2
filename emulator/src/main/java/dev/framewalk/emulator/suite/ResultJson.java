package dev.framewalk.emulator.suite;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;

/** Results as one JSON document. */
final class ResultJson {
  private static final double MILLIS = 1000;

  private ResultJson() {}

  static ObjectNode of(SuiteResult suite) {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.tests/1");
    json.put("tests", suite.results().size());
    json.put("passed", suite.count(Outcome.PASSED));
    json.put("failed", suite.count(Outcome.FAILED));
    json.put("noVerdict", suite.count(Outcome.NO_VERDICT));
    json.put("errors", suite.count(Outcome.ERROR));
    json.put("seconds", seconds(suite.time()));
    final ArrayNode results = json.putArray("results");
    for (final TestResult result : suite.results()) {
      result(results.addObject(), result);
    }
    return json;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS;
  }

  private static void result(ObjectNode json, TestResult result) {
    json.put("file", result.name());
    result.title().ifPresent(title -> json.put("title", title));
    json.put("outcome", result.outcome().word());
    json.put("runs", result.runs());
    json.put("runsWanted", result.wanted());
    json.put("seconds", seconds(result.time()));
    result.hint().ifPresent(hint -> json.put("hint", hint));
    result.failure().ifPresent(failure -> failure(json.putObject("failure"), result, failure));
    result.evidence().ifPresent(place -> json.put("evidence", place.toString()));
  }

  private static void failure(ObjectNode json, TestResult result, TestFailure failure) {
    json.put("text", failure.text());
    failure
        .error()
        .ifPresent(
            kind -> json.put("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    failure.program().ifPresent(program -> json.put("program", program));
    failure
        .trial()
        .ifPresent(
            trial -> {
              json.put("seed", trial.config().seed());
              json.put("again", Again.command(result));
            });
  }
}
