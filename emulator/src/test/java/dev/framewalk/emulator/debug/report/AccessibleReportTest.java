package dev.framewalk.emulator.debug.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a screen reader, a keyboard and tired eyes need of the page. */
final class AccessibleReportTest {
  @TempDir static Path directory;
  private static Browser browser;
  private static Path file;

  @BeforeAll
  static void recordAFault() throws Exception {
    browser = new Browser();
    file = directory.resolve("report.html");
    new RecordedRun(directory).addFile("map/no-execute.S").run().report().write(file);
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  private static Page open(ColorScheme colours) {
    final Page page = browser.page(1280, 900, colours);
    page.navigate(file.toUri().toString());
    return page;
  }

  @Test
  void everyControlHasAName() {
    final Page page = open(ColorScheme.LIGHT);
    assertThat(
            page.evaluate(
                """
                [...document.querySelectorAll('button, input, select, [role=button], [role=treeitem], [tabindex="0"]')]
                  .filter(e => !e.getAttribute('aria-label') && !e.getAttribute('aria-labelledby')
                    && !(e.labels?.length) && !e.textContent.trim())
                  .map(e => e.outerHTML.slice(0, 100))
                """))
        .isEqualTo(List.of());
    // Names in the browser's own accessibility tree, as a screen reader gets them.
    assertThat(page.locator("body").ariaSnapshot())
        .contains("slider \"Event\"")
        .contains("combobox \"Search: address, object, process, event\"")
        .contains("navigation \"Events\"")
        .contains("tree \"Page tables\"")
        .contains("region \"Memory\"")
        .contains("main");
  }

  @Test
  void headingsComeInOrderAndOnlyOneIsFirst() {
    final Page page = open(ColorScheme.LIGHT);
    @SuppressWarnings("unchecked")
    final List<Integer> levels =
        (List<Integer>)
            page.evaluate(
                "[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => !h.closest('dialog'))"
                    + ".map(h => Number(h.tagName[1]))");
    assertThat(levels.stream().filter(level -> level == 1)).hasSize(1);
    int before = 0;
    for (final int level : levels) {
      assertThat(level).isLessThanOrEqualTo(before + 1);
      before = level;
    }
  }

  @Test
  void oneTabStopLeadsIntoEachListAndEveryIdIsThereOnce() {
    final Page page = open(ColorScheme.LIGHT);
    for (final String list : List.of("#events button", "#tree .row", "#picture [role=button]")) {
      assertThat(page.locator(list + "[tabindex='0']").count()).as(list).isEqualTo(1);
    }
    assertThat(
            page.evaluate(
                "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                    + " return ids.filter((id, i) => ids.indexOf(id) !== i); })()"))
        .isEqualTo(List.of());
    assertThat(
            page.evaluate(
                "[...document.querySelectorAll('[aria-labelledby],[aria-controls],[aria-describedby]')]"
                    + ".flatMap(e => ['aria-labelledby','aria-controls','aria-describedby'].map(a => e.getAttribute(a)))"
                    + ".filter(id => id && !document.getElementById(id))"))
        .isEqualTo(List.of());
  }

  @Test
  void whatHasTheFocusShowsIt() {
    final Page page = open(ColorScheme.LIGHT);
    for (int i = 0; i < 12; i++) {
      page.keyboard().press("Tab");
      assertThat(
              page.evaluate(
                  "(() => { const s = getComputedStyle(document.activeElement);"
                      + " const body = document.activeElement.querySelector(':scope > rect.body');"
                      + " if (body) return parseFloat(getComputedStyle(body).strokeWidth) >= 3;"
                      + " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()"))
          .as("focus on %s", page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
          .isEqualTo(true);
    }
  }

  /** Every text against the ground behind it: WCAG 2.2, 1.4.3 asks for 4.5 to 1. */
  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void textStandsOutFromItsGround(ColorScheme colours) {
    final Page page = open(colours);
    page.evaluate("document.getElementById('frames-details').open = true");
    assertThat(
            page.evaluate(
                """
                (() => {
                  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                  const pixel = (colour) => {
                    canvas.clearRect(0, 0, 1, 1);
                    canvas.fillStyle = colour;
                    canvas.fillRect(0, 0, 1, 1);
                    return [...canvas.getImageData(0, 0, 1, 1).data];
                  };
                  const light = (rgb) => {
                    const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const ground = (element) => {
                    const layers = [];
                    for (let e = element; e; e = e.parentElement) {
                      layers.push(getComputedStyle(e).backgroundColor);
                      const previous = e.closest?.('g')?.querySelector('rect.body');
                      if (previous && e.tagName === 'text') layers.push(getComputedStyle(previous).fill);
                    }
                    let under = pixel(getComputedStyle(document.body).backgroundColor).slice(0, 3);
                    for (const layer of layers.reverse()) {
                      const [r, g, b, a] = pixel(layer);
                      under = [r, g, b].map((v, i) => v * (a / 255) + under[i] * (1 - a / 255));
                    }
                    return under;
                  };
                  const poor = [];
                  let seen = 0;
                  for (const element of document.querySelectorAll('body *')) {
                    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
                    const box = element.getBoundingClientRect();
                    if (!own || !box.width || element.closest('script, style, noscript, :disabled, .hidden, .skip, title')) continue;
                    const style = getComputedStyle(element);
                    const over = pixel(element instanceof SVGElement ? style.fill : style.color).slice(0, 3);
                    const [a, b] = [light(over), light(ground(element))].sort((x, y) => y - x);
                    const ratio = (a + 0.05) / (b + 0.05);
                    seen++;
                    if (ratio < 4.5) poor.push(ratio.toFixed(2) + ' ' + element.tagName + '.' + (element.className?.baseVal ?? element.className) + ': ' + element.textContent.slice(0, 30));
                  }
                  if (seen < 100) poor.push('looked at ' + seen + ' only');
                  return [...new Set(poor)];
                })()
                """))
        .isEqualTo(List.of());
  }
}
