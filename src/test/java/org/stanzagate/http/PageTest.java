package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page, and of the API's. */
class PageTest {
  private static final Pattern LINK =
      Pattern.compile("(?:src|href)=\"(/[^\"]*)\"|from '\\./([^']+)'");

  private static ServerUnderTest server;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerUnderTest();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient.Answer get(String path, String... headers) throws Exception {
    try (RawClient client = server.client()) {
      return client
          .send(
              "GET "
                  + path
                  + " HTTP/1.1\nHost: localhost\n"
                  + String.join("", headers)
                  + "Connection: close\n\n")
          .read();
    }
  }

  /** Both pages, and all that they load, and what that loads. */
  static Stream<String> files() throws Exception {
    List<String> pages = List.of("/", "/docs");
    Stream<String> linked = Stream.empty();
    for (String page : pages) {
      linked = Stream.concat(linked, links(get(page).body()));
    }
    List<String> direct = linked.distinct().filter(path -> path.startsWith("/console/")).toList();
    Stream<String> imported = Stream.empty();
    for (String script : direct) {
      if (script.endsWith(".js") && !script.contains("swagger")) {
        imported = Stream.concat(imported, links(get(script).body()));
      }
    }
    return Stream.of(pages.stream(), direct.stream(), imported).flatMap(all -> all).distinct();
  }

  private static Stream<String> links(String text) {
    return LINK.matcher(text).results().map(PageTest::path);
  }

  private static String path(MatchResult link) {
    return link.group(1) == null ? "/console/" + link.group(2) : link.group(1);
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachFileIsThereForAnybodyAndCanDoNoHarm(String path) throws Exception {
    RawClient.Answer file = get(path);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(file.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(file.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(file.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(file.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .contains("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http", "*");
  }

  @Test
  void nothingComesFromElsewhereAndNothingIsInline() throws Exception {
    for (String page : List.of("/", "/docs")) {
      assertThat(get(page).body())
          .doesNotContain("http://", "https://", "style=", "<style", "onclick", "javascript:")
          .doesNotContainPattern("<script(?![^>]* src=)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/docs, text/html; charset=utf-8",
    "/docs/, text/html; charset=utf-8",
    "/console/console.css, text/css; charset=utf-8",
    "/console/console.js, text/javascript; charset=utf-8",
    "/console/icon.svg, image/svg+xml",
    "/console/swagger-ui-bundle.js, text/javascript; charset=utf-8",
    "/console/swagger-ui.css, text/css; charset=utf-8",
  })
  void eachHasItsType(String path, String type) throws Exception {
    assertThat(get(path).header("Content-Type")).isEqualTo(type);
  }

  @Test
  void whoHasAFileIsToldThatItIsTheSame() throws Exception {
    String tag = get("/").header("ETag");
    assertThat(tag).startsWith("W/\"");
    RawClient.Answer same = get("/", "If-None-Match: \"x\", " + tag + "\n");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.header("ETag")).isEqualTo(tag);
    assertThat(get("/", "If-None-Match: W/\"x\"\n").status()).isEqualTo(200);
    assertThat(get("/docs").header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void aHeadSaysTheSameWithoutTheFile() throws Exception {
    try (RawClient client = server.client()) {
      RawClient.Answer head = client.send("HEAD / HTTP/1.1\nHost: localhost\n\n").readHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("ETag")).isEqualTo(get("/").header("ETag"));
      assertThat(client.send("POST / HTTP/1.1\nHost: localhost\n\n").read().status())
          .isEqualTo(405);
    }
  }

  @Test
  void filesAreCompressedForWhoLikesThat() throws Exception {
    RawClient.Answer file = get("/console/console.css", "Accept-Encoding: gzip\n");
    assertThat(file.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(file.header("ETag")).isEqualTo(get("/console/console.css").header("ETag"));
  }

  @Test
  void thePageKnowsWhereTheApiIs() throws Exception {
    assertThat(get("/").body())
        .contains("<meta name=\"stanzagate-api\" content=\"/rest\">")
        .doesNotContain("{{");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/console",
        "/console/",
        "/console/nothing.js",
        "/console/../openapi.yaml",
        "/console/%2e%2e/version.properties",
        "/console/package-info.class",
        "/favicon.ico"
      })
  void elsewhereThereIsNothing(String path) throws Exception {
    RawClient.Answer answer = get(path);
    assertThat(answer.status()).isIn(404, 400);
    assertThat(answer.body()).contains("item-not-found");
  }

  @Test
  void thePageIsSmall() throws Exception {
    long size = 0;
    for (String path :
        files().filter(path -> !path.contains("swagger") && !path.contains("docs")).toList()) {
      size += get(path).body().length();
    }
    assertThat(size).isLessThan(60_000);
  }
}
