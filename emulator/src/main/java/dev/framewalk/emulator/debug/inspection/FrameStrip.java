package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.FrameMap;
import dev.framewalk.pagetable.inspect.FrameOwner;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Physical memory in a few lines: one character stands for as many frames as it takes, and shows
 * what most of those in use are for. Lines of free frames only are told, not shown.
 */
final class FrameStrip {
  private static final int MOST_LINES = 16;
  private static final String OBJECT_LETTERS = "abcdefghijklmnopqrstuvwxyz";
  private static final char OTHER_OBJECT = '*';

  private final FrameMap map;
  private final int width;
  private final long each;
  private final Map<Long, Character> letters = new LinkedHashMap<>();
  private final Map<Character, String> legend = new LinkedHashMap<>();

  FrameStrip(FrameMap map, int width) {
    this.map = map;
    this.width = width;
    long frames = 1;
    while (frames * width * MOST_LINES < map.frames()) {
      frames *= 2;
    }
    this.each = frames;
  }

  long framesEach() {
    return each;
  }

  void appendTo(Columns out, Style style) {
    final int cells = (int) ((map.frames() + each - 1) / each);
    final char[] strip = new char[cells];
    final long[] most = new long[cells];
    Arrays.fill(strip, ' ');
    for (final FrameMap.Span span : map.spans()) {
      final char symbol = symbol(span);
      final long last = span.end() - 1;
      for (long cell = span.first().number() / each; cell <= last / each; cell++) {
        final long from = Math.max(span.first().number(), cell * each);
        final long to = Math.min(span.end(), (cell + 1) * each);
        final int at = (int) cell;
        // One frame in use says more than many free ones.
        final long weight = to - from + (isFree(span) ? 0 : each);
        if (weight > most[at]) {
          most[at] = weight;
          strip[at] = symbol;
        }
      }
    }
    long empty = 0;
    for (int start = 0; start < cells; start += width) {
      final int end = Math.min(cells, start + width);
      if (isAll(strip, start, end, '.')) {
        empty += Math.min(end * each, map.frames()) - start * each;
        continue;
      }
      appendEmpty(out, empty, style);
      empty = 0;
      out.address(start * each << 12).add("  ").add(new String(strip, start, end - start)).line();
    }
    appendEmpty(out, empty, style);
    legend.forEach(
        (symbol, text) -> out.add("  ").add(symbol.toString()).add("  ").add(text).line());
  }

  private static void appendEmpty(Columns out, long frames, Style style) {
    if (frames > 0) {
      out.add(style.faint("                  " + frames + " free frames")).line();
    }
  }

  private static boolean isAll(char[] strip, int from, int to, char symbol) {
    for (int i = from; i < to; i++) {
      if (strip[i] != symbol) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(FrameMap.Span span) {
    return span.kind() == FrameMap.Kind.FREE
        || span.kind() == FrameMap.Kind.POISONED
        || span.kind() == FrameMap.Kind.NOT_HANDED_OUT;
  }

  private char symbol(FrameMap.Span span) {
    return switch (span.kind()) {
      case TABLE -> told('T', "page tables");
      case PRIVATE -> told('P', "private pages");
      case KERNEL -> told('K', "kernel");
      case FREE -> told('.', "free");
      case POISONED -> told(':', "free, poisoned: in use before");
      case NOT_HANDED_OUT -> told('-', "not handed out");
      case OBJECT ->
          span.owner() instanceof FrameOwner.OfObject object
              ? letter(object)
              : told('?', "pages of no object that there is");
    };
  }

  private char letter(FrameOwner.OfObject object) {
    final Character known = letters.get(object.id());
    if (known != null) {
      return known;
    }
    if (letters.size() >= OBJECT_LETTERS.length()) {
      return told(OTHER_OBJECT, "other objects");
    }
    final char letter = OBJECT_LETTERS.charAt(letters.size());
    letters.put(object.id(), letter);
    return told(letter, Printable.of(object.name()));
  }

  private char told(char symbol, String text) {
    legend.putIfAbsent(symbol, text);
    return symbol;
  }
}
