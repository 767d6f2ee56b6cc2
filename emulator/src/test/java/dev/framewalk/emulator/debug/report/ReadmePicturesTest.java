package dev.framewalk.emulator.debug.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.framewalk.emulator.machine.MachineConfig;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the two screenshots that stand in the README, of real runs. They go to {@code
 * target/screenshots}; to make those of the README anew:
 *
 * <pre>
 * mvn -pl emulator -am test -Dtest=ReadmePicturesTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dframewalk.screenshots=../guest-tests/src/site
 * </pre>
 */
final class ReadmePicturesTest {
  private static final int MOST_BYTES = 150_000;

  @TempDir Path directory;
  private Browser browser;
  private Path pictures;

  @BeforeEach
  void open() throws Exception {
    browser = new Browser();
    pictures = Path.of(System.getProperty("framewalk.screenshots", "target/screenshots"));
    Files.createDirectories(pictures);
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private Page page(RecordedRun run, int height, ColorScheme colours) throws Exception {
    final Path file = directory.resolve("report.html");
    run.run().report().write(file);
    final Page page = browser.page(1280, height, colours);
    page.navigate(file.toUri().toString());
    return page;
  }

  private void take(Page page, String name) throws Exception {
    final Path picture = pictures.resolve(name);
    page.mouse().move(0, 0);
    Files.write(picture, inFewColours(page.screenshot()));
    assertThat(Files.size(picture)).isBetween(20_000L, (long) MOST_BYTES);
    assertThat(browser.complaints()).isEmpty();
  }

  /** The picture in its 256 most frequent colours, which is a third of the bytes. */
  private static byte[] inFewColours(byte[] png) throws Exception {
    final BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    final Map<Integer, Integer> counts = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        counts.merge(image.getRGB(x, y), 1, Integer::sum);
      }
    }
    final int[] colours =
        counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
            .limit(256)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    final IndexColorModel palette =
        new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    final BufferedImage few =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, palette);
    final Map<Integer, Integer> nearest = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        few.getRaster()
            .setSample(
                x,
                y,
                0,
                nearest.computeIfAbsent(image.getRGB(x, y), colour -> nearest(colours, colour)));
      }
    }
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(few, "png", out)).isTrue();
    return out.toByteArray();
  }

  private static int nearest(int[] colours, int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length; i++) {
      int distance = 0;
      for (int shift = 0; shift < 24; shift += 8) {
        final int difference = (colours[i] >> shift & 0xff) - (colour >> shift & 0xff);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  @Test
  void twoProcessesAndTheirRing() throws Exception {
    final Page page =
        page(
            new RecordedRun(directory)
                .with(MachineConfig.defaults().withQuantum(300))
                .addFile("ipc/ring-producer.S", "50")
                .addFile("ipc/ring-consumer.S", "50"),
            840,
            ColorScheme.LIGHT);
    // The last mmap(2): from then on both processes have the ring.
    page.locator("#search").fill("mmap(");
    page.locator("#search").press("ArrowDown");
    page.locator("#search").press("Enter");
    assertThat(page.locator("#event-text").textContent()).startsWith("mmap(NULL, 8192");
    page.locator("#search").fill("");
    page.locator("#search").blur();
    assertThat(page.locator("#picture .block[aria-label*='also mapped by pid']").count())
        .isEqualTo(2);
    take(page, "report-overview.png");
  }

  @Test
  void aFetchThatFailsAtItsLevel() throws Exception {
    final Page page =
        page(new RecordedRun(directory).addFile("map/no-execute.S"), 760, ColorScheme.DARK);
    page.evaluate("document.getElementById('process-head').scrollIntoView()");
    assertThat(page.locator(".verdict").textContent()).contains("execute disable (XD=1)");
    take(page, "report-walk.png");
  }
}
