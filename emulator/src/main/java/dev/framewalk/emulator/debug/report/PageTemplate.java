package dev.framewalk.emulator.debug.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The page around the data: markup, style and script, put together to one file that fetches
 * nothing. Its Content-Security-Policy names the hashes of its own style and script, so that
 * nothing else runs, wherever it came from.
 */
final class PageTemplate {
  /** The parts of the script, in the order in which they are to be read. */
  private static final List<String> SCRIPTS =
      List.of(
          "numbers.js",
          "state.js",
          "tables.js",
          "walk.js",
          "changes.js",
          "dom.js",
          "picture.js",
          "tree.js",
          "walkview.js",
          "lists.js",
          "search.js",
          "timeline.js",
          "live.js",
          "page.js");

  private PageTemplate() {}

  /** Whether a page may talk to the server that it came from. */
  enum Network {
    NONE,
    OWN_SERVER
  }

  /** The page with {@code json}, which {@link ReportJson#text} made, as its data. */
  static String page(String json, Network network) {
    final String style = resource("style.css");
    final StringBuilder script = new StringBuilder("'use strict';\n(() => {\n");
    for (final String name : SCRIPTS) {
      script.append(resource(name));
    }
    script.append("})();\n");
    final String policy =
        "default-src 'none'; script-src '"
            + hash(script.toString())
            + "'; style-src '"
            + hash(style)
            + "'; img-src data:; base-uri 'none'; form-action 'none'"
            + (network == Network.OWN_SERVER ? "; connect-src 'self'" : "");
    // The data last: whatever is in it is not looked at for places to fill.
    return resource("template.html")
        .replace("@POLICY@", policy)
        .replace("@STYLE@", style)
        .replace("@SCRIPT@", script)
        .replace("@DATA@", json);
  }

  private static String hash(String text) {
    try {
      final byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = PageTemplate.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing in the program: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
