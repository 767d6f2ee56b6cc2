package dev.framewalk.emulator.debug.report;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.framewalk.emulator.OptionalTool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Chromium that writes down what a page complains of, and what it asks the network for. */
final class Browser implements AutoCloseable {
  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  Browser() {
    final Path program = OptionalTool.require("chromium", "chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** A page of this size, in these colours, without movement. */
  Page page(int width, int height, ColorScheme colours) {
    return page(width, height, colours, ReducedMotion.REDUCE);
  }

  Page page(int width, int height, ColorScheme colours, ReducedMotion motion) {
    final BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setReducedMotion(motion)
                .setColorScheme(colours));
    context.setDefaultTimeout(10_000);
    final Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (!message.type().equals("log")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(error -> complaints.add("page error: " + error));
    page.onRequest(request -> requests.add(request.url()));
    return page;
  }

  /** What pages wrote to their consoles, and what they did not catch. */
  List<String> complaints() {
    return complaints;
  }

  /** All that pages asked for, themselves included. */
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
