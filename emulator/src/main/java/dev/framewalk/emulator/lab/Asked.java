package dev.framewalk.emulator.lab;

import java.util.List;

/**
 * One part of a lab: a question with the lines that answer it, which count alike.
 *
 * @param part the part's id
 * @param text the question, as lines for a person
 */
record Asked(String part, List<String> text, List<Item> items) {
  Asked {
    text = List.copyOf(text);
    items = List.copyOf(items);
  }
}
