package dev.framewalk.emulator.suite;

import java.util.Optional;

/**
 * A line of a test file that says something about the test.
 *
 * @param place of the name
 * @param process the process in brackets
 * @param value all behind the colon, without one blank if there is one
 * @param valuePlace of the first character of the value, or of the end of the line
 */
record Directive(
    DirectiveName name,
    Place place,
    Optional<Stated<String>> process,
    String value,
    Place valuePlace) {}
