package org.stanzagate.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.stanzagate.listener.Answers;
import org.stanzagate.listener.Routes;

/**
 * The files of the page at {@code /} and of {@code /docs}, all of them out of the jar. They hold
 * nothing that is secret, and may be had by anybody. Immutable.
 */
public final class ConsoleFiles {
  private static final String INDEX = "/";
  private static final String DOCS = "/docs";
  private static final String FOLDER = "/console/";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String SVG = "image/svg+xml";

  private static final List<String> OWN =
      List.of(
          "console.css",
          "icon.svg",
          "callbacks.js",
          "console.js",
          "curl.js",
          "docs.css",
          "docs.js",
          "dom.js",
          "feed.js",
          "login.js",
          "pretty.js",
          "send.js",
          "traffic.js");

  private static final List<String> SWAGGER_FILES =
      List.of("swagger-ui.css", "swagger-ui-bundle.js");

  /** In a page, it stands for where the API begins. */
  private static final String API = "{{api}}";

  /** With the version that pom.xml has. */
  private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  private final String api;
  private final Answers answers;

  /**
   * @param api where the API begins
   */
  public ConsoleFiles(String api, Answers answers) {
    this.api = api;
    this.answers = answers;
  }

  /** Adds them, each at its path. */
  public void addTo(Routes routes) {
    routes.get(INDEX, new ConsoleFile(HTML, () -> page("index.html"), ConsoleFile.STRICT, answers));
    routes.get(DOCS, new ConsoleFile(HTML, () -> page("docs.html"), ConsoleFile.SWAGGER, answers));
    OWN.forEach(name -> add(routes, name, () -> own(name)));
    SWAGGER_FILES.forEach(name -> add(routes, name, () -> read(SWAGGER + name)));
  }

  /** Whether there is a page at this path, that links may lead to. */
  public static boolean isPage(String path) {
    return path.equals(INDEX) || path.equals(DOCS) || path.equals(DOCS + "/");
  }

  /** Whether there is nothing but these files at a path. */
  public static boolean isFile(String path) {
    return isPage(path) || path.startsWith(FOLDER);
  }

  private void add(Routes routes, String name, Supplier<byte[]> source) {
    routes.get(FOLDER + name, new ConsoleFile(type(name), source, ConsoleFile.STRICT, answers));
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".css" -> CSS;
      case ".js" -> SCRIPT;
      case ".svg" -> SVG;
      default -> throw new IllegalArgumentException("no type is known for " + name);
    };
  }

  /** A path of the API has no character that HTML would take for something else. */
  private byte[] page(String name) {
    return new String(own(name), StandardCharsets.UTF_8)
        .replace(API, api)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] own(String name) {
    return read("/org/stanzagate/console/" + name);
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = ConsoleFiles.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the jar lacks " + resource);
    }
    return in;
  }
}
