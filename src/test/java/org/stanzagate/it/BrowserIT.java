package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Pages in a browser: those of the configured origin may call, and no others. */
@OnRestBench
class BrowserIT {
  private static final String APP = "https://app.example.net";
  private static final String MESSAGE = "<message to='romeo@localhost'/>";

  private RestBench bench;

  @BeforeAll
  void start() {
    String cors = "http:\n  cors: [ " + APP + ", 'http://localhost:3000' ]\n";
    bench = RestBench.startAs(yaml -> yaml.replace("http:\n", cors));
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  private static RawRequest post(String... headers) {
    RawRequest request = RawRequest.xml(MESSAGE);
    for (String header : headers) {
      request = request.with(header);
    }
    return request;
  }

  private static RawRequest preflight(String target, String origin, String method) {
    return RawRequest.of("OPTIONS", target)
        .without("Authorization")
        .with("Origin: " + origin)
        .with("Sec-Fetch-Site: cross-site")
        .with("Access-Control-Request-Method: " + method)
        .with("Access-Control-Request-Headers: authorization,content-type,prefer,idempotency-key");
  }

  @ParameterizedTest
  @ValueSource(strings = {APP, "http://localhost:3000"})
  void aPageOfTheConfiguredOriginMayCall(String origin) throws Exception {
    for (String site : List.of("cross-site", "same-site")) {
      RawAnswer answer = bench.exchange(post("Origin: " + origin, "Sec-Fetch-Site: " + site));
      assertThat(answer.status()).as("%s", answer).isEqualTo(202);
      assertMayBeReadBy(answer, origin);
      assertThat(answer.header("Access-Control-Expose-Headers")).containsIgnoringCase("Stanza-Id");
    }
  }

  private static void assertMayBeReadBy(RawAnswer answer, String origin) {
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(answer.header("Vary")).containsIgnoringCase("Origin");
    assertThat(answer.headers())
        .doesNotContainKeys("Access-Control-Allow-Credentials", "Set-Cookie");
  }

  /** Else the page can't tell why. */
  @Test
  void itMayReadRefusalsToo() throws Exception {
    RawRequest broken = RawRequest.xml("<message").with("Origin: " + APP);
    assertMayBeReadBy(bench.exchange(broken), APP);
    RawAnswer stranger = bench.exchange(post("Origin: " + APP).without("Authorization"));
    assertThat(stranger.status()).isEqualTo(401);
    assertMayBeReadBy(stranger, APP);
    assertMayBeReadBy(bench.exchange(RawRequest.get("/rest/nothing").with("Origin: " + APP)), APP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rest",
        "/rest/echo",
        "/rest/message/chat/r@localhost",
        "/rest/iq/ping/r@localhost"
      })
  void itsPreflightIsAnsweredWithoutCredentials(String target) throws Exception {
    RawAnswer answer = bench.exchange(preflight(target, APP, "POST"));
    assertThat(answer.status()).as("%s", answer).isIn(200, 204);
    assertMayBeReadBy(answer, APP);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(answer.header("Access-Control-Allow-Headers"))
        .containsIgnoringCase("authorization")
        .containsIgnoringCase("content-type")
        .containsIgnoringCase("prefer")
        .containsIgnoringCase("idempotency-key");
  }

  @Test
  void aPageMayAskByGet() throws Exception {
    RawAnswer preflight = bench.exchange(preflight("/rest/ping/r@localhost", APP, "GET"));
    assertThat(preflight.header("Access-Control-Allow-Methods")).contains("GET");
    RawAnswer answer =
        bench.exchange(RawRequest.get("/rest/ping/r@localhost").with("Origin: " + APP));
    assertThat(answer.status()).isEqualTo(200);
    assertMayBeReadBy(answer, APP);
  }

  static List<List<String>> foreign() {
    return List.of(
        List.of("Origin: https://evil.example"),
        List.of("Origin: null"),
        List.of("Origin:"),
        List.of("Origin: " + APP + ".evil.example"),
        List.of("Origin: " + APP + ":8443"),
        List.of("Origin: http://app.example.net"),
        List.of("Origin: https://xapp.example.net"),
        List.of("Origin: https://x.app.example.net"),
        List.of("Origin: https://evil.example/" + APP),
        List.of("Origin: " + APP + "/"),
        List.of("Origin: " + APP + ", https://evil.example"),
        List.of("Origin: " + APP + " https://evil.example"),
        List.of("Origin: " + APP, "Origin: https://evil.example"),
        List.of("Origin: https://evil.example", "Origin: " + APP),
        List.of("Origin: *"),
        List.of("Origin: https://*.example.net"),
        List.of("Origin: http://localhost:3001"),
        List.of(
            "Origin: https://evil.example",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-Site: cross-site"),
        List.of("Sec-Fetch-Site: cross-site"),
        List.of("Sec-Fetch-Site: same-site"),
        List.of("Sec-Fetch-Site: x"));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void anyOtherPageIsRefusedAndSendsNothing(List<String> headers) throws Exception {
    List<Element> sent =
        bench.sentWhile(
            () -> {
              RawAnswer answer = bench.exchange(post(headers.toArray(String[]::new)));
              assertThat(answer.status()).as("%s", answer).isEqualTo(403);
              assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Origin");
              assertThat(answer.fault().text()).isNotBlank();
              RawRequest get = RawRequest.get("/rest/ping/r@localhost");
              for (String header : headers) {
                get = get.with(header);
              }
              assertThat(bench.exchange(get).status()).isEqualTo(403);
            });
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", APP + ".evil.example"})
  void anyOthersPreflightIsRefused(String origin) throws Exception {
    RawAnswer answer = bench.exchange(preflight("/rest", origin, "POST"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-allow"));
  }

  @Test
  void whoIsNoBrowserGetsNoneOfThis() throws Exception {
    RawAnswer answer = bench.exchange(post());
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers()).doesNotContainKeys("Access-Control-Allow-Origin", "Set-Cookie");
  }

  @Test
  void aPageOfOurOwnMayCall() throws Exception {
    RawAnswer answer =
        bench.exchange(post("Origin: http://localhost", "Sec-Fetch-Site: same-origin"));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
  }
}
