package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.it.RestBench.assertFault;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** What a hostile URL makes of the path forms, seen from the XMPP server. */
@OnRestBench
class PathFormIT {
  private static final String TEXT = "text/plain";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String LONG = "x".repeat(1_023);

  private final RestBench bench;

  PathFormIT(RestBench bench) {
    this.bench = bench;
  }

  /** It is no address, or holds what XML forbids; nothing goes out. */
  private void assertRefused(RawRequest request) throws Exception {
    assertThat(
            bench.sentWhile(
                () -> {
                  RawAnswer answer = bench.exchange(request);
                  assertThat(answer.status()).as("%s: %s", request.target(), answer).isIn(400, 422);
                  assertThat(answer.fault().text()).isNotBlank();
                }))
        .isEmpty();
  }

  private List<Element> sentBy(RawRequest request, int status) throws Exception {
    return bench.sentWhile(
        () -> {
          RawAnswer answer = bench.exchange(request);
          assertThat(answer.status()).as("%s: %s", request.target(), answer).isEqualTo(status);
          if (status >= 400) {
            assertThat(answer.fault().text()).isNotBlank();
          }
        });
  }

  private Element oneSentBy(RawRequest request, int status) throws Exception {
    List<Element> sent = sentBy(request, status);
    assertThat(sent).hasSize(1);
    return sent.get(0);
  }

  private static RawRequest say(String path) {
    return RawRequest.postTo("/rest/message/chat/" + path, TEXT, "hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          r@localhost/%3Cm%20a='b'%26%22%3E  | r@localhost/<m a='b'&">
          r@localhost/a+b%2Bc                | r@localhost/a+b+c
          r@localhost/;jsessionid=1;a=b      | r@localhost/;jsessionid=1;a=b
          r@localhost;a=b/c                  | refused
          r@localhost/a%5Cb                  | r@localhost/a\\b
          r@localhost/.                      | r@localhost/.
          r@localhost/./../message/chat/j@b  | r@localhost/./../message/chat/j@b
          r@localhost/%2e%2e%2f%2e%2e%2frest | r@localhost/../../rest
          r@localhost/rest/echo              | r@localhost/rest/echo
          r@localhost//                      | r@localhost//
          r@localhost/%25252F                | r@localhost/%252F
          r@localhost/%E2%80%AE              | refused
          r@localhost/%F0%9F%8C%B9           | r@localhost/\ud83c\udf39
          r%40localhost                      | r@localhost
          %72@%6cocalhost/%78                | r@localhost/x
          R@LOCALHOST/X                      | r@localhost/X
          r@localhost/                       | refused
          @localhost/x                       | refused
          r@/x                               | refused
          r@localhost/%00                    | refused
          r@localhost/%0A%0D                 | refused
          r@localhost/%7F                    | refused
          r@%00localhost                     | refused
          %00r@localhost                     | refused
          r%22@localhost                     | refused
          r'@localhost                       | refused
          r%3C@localhost                     | refused
          r%2Fs@localhost/x                  | r/s@localhost/x
          r%20s@localhost                    | refused
          r@a%20b                            | refused
          r@-%2F                             | refused
          """)
  void theAddressIsWhatTheRestOfThePathSays(String path, String expected) throws Exception {
    if (expected.equals("refused")) {
      assertRefused(say(path));
      assertRefused(RawRequest.get("/rest/ping/" + path));
    } else {
      assertThat(oneSentBy(say(path), 202).attribute("to")).isEqualTo(expected);
      assertThat(oneSentBy(RawRequest.get("/rest/ping/" + path), 200).attribute("to"))
          .isEqualTo(expected);
    }
  }

  @Test
  void eachPartOfAnAddressHas1023BytesAtMost() throws Exception {
    assertThat(oneSentBy(say("r@localhost/" + LONG), 202).attribute("to")).endsWith(LONG);
    assertThat(oneSentBy(say(LONG + "@localhost"), 202).attribute("to")).startsWith(LONG);
    assertThat(sentBy(say("r@localhost/x" + LONG), 422)).isEmpty();
    assertThat(sentBy(say("x" + LONG + "@localhost"), 422)).isEmpty();
    assertThat(sentBy(say("r@localhost/" + "%C3%A9".repeat(512)), 422)).isEmpty();
    assertThat(sentBy(say("r@" + "a.".repeat(520) + "b"), 422)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "%zz",
        "%-1",
        "%+1",
        "%u0041",
        "%c0%af",
        "%e0%80%af",
        "%ed%a0%80",
        "%ff",
        "%c3",
        "%f4%90%80%80"
      })
  void aBrokenEscapeIs400(String escape) throws Exception {
    for (String target :
        List.of(
            "/rest/ping/r@localhost/" + escape,
            "/rest/ping/" + escape + "@localhost",
            "/rest/disco/r@localhost?node=" + escape,
            "/rest/disco/r@localhost?" + escape + "=x",
            "/rest/disco/r@localhost?id=" + escape)) {
      try (RawConnection connection = bench.connect()) {
        connection.send(RawRequest.get(target));
        assertThat(connection.answer().status()).as(target).isEqualTo(400);
      }
    }
    bench.assertLives();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rest/../rest/ping/r@localhost",
        "/./rest/ping/r@localhost",
        "//rest/ping/r@localhost",
        "/rest//ping/r@localhost",
        "/REST/ping/r@localhost",
        "/rest/PING/r@localhost",
        "/rest/ping%2Fr@localhost",
        "/rest%2Fping/r@localhost",
        "/rest/%2e%2e/rest/ping/r@localhost",
        "/rest/ping%00/r@localhost",
        "/rest/ping",
        "/rest/iq",
        "/rest/body/r@localhost",
        "/rest/register/r@localhost"
      })
  void noOtherPathIsAPathForm(String target) throws Exception {
    assertThat(
            bench.sentWhile(
                () ->
                    assertThat(bench.exchange(RawRequest.get(target)).status())
                        .isIn(400, 404, 405)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /rest/ping/r@localhost",
        "GET /rest/%70ing/r@localhost",
        "GET /%72est/ping/r@localhost",
        "GET //rest/ping/r@localhost",
        "GET /rest/../rest/ping/r@localhost",
        "GET /healthz/../rest/ping/r@localhost",
        "GET /openapi.yaml/../rest/ping/r@localhost",
        "HEAD /rest/ping/r@localhost",
        "POST /rest/message/chat/r@localhost",
        "POST /rest/iq/ping/r@localhost",
        "POST /rest;/message/chat/r@localhost",
        "POST /rest/iq/ping/r@localhost?to=s@localhost"
      })
  void nothingGoesOutWithoutCredentials(String line) throws Exception {
    String[] parts = line.split(" ", 2);
    RawRequest request =
        RawRequest.of(parts[0], parts[1])
            .without("Authorization")
            .with("Content-Type: " + TEXT)
            .with("Content-Length: 0");
    assertThat(
            bench.sentWhile(
                () -> {
                  try (RawConnection connection = bench.connect().send(request)) {
                    assertThat(connection.answerToHead().status()).isIn(401, 404);
                  }
                }))
        .isEmpty();
  }

  @Test
  void theSenderInTheUrlIsCheckedAsAnyOther() throws Exception {
    assertThat(sentBy(say("r@localhost?from=a@example.org"), 403)).isEmpty();
    assertThat(sentBy(say("r@localhost?from=a@gw.localhost.example.org"), 403)).isEmpty();
    assertThat(sentBy(RawRequest.get("/rest/ping/r@localhost?from=localhost"), 403)).isEmpty();
    assertThat(oneSentBy(say("r@localhost?from=a@GW.localhost/x%26y"), 202).attribute("from"))
        .isEqualTo("a@gw.localhost/x&y");
  }

  @Test
  void twiceInTheUrlIsOnceTooOften() throws Exception {
    assertThat(sentBy(say("r@localhost?id=1&id=2"), 400)).isEmpty();
    assertThat(sentBy(RawRequest.get("/rest/disco/r@localhost?node=1&nod%65=2"), 400)).isEmpty();
    assertThat(sentBy(RawRequest.postTo("/rest?to=a@b&to=c@d", TEXT, "x"), 400)).isEmpty();
    assertThat(sentBy(RawRequest.postTo("/rest", FORM, "to=a%40b&to=c%40d"), 400)).isEmpty();
  }

  /** The URL is a form, too: a plus is a blank there, and only there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node=a+b          | a b
          node=a%2Bb        | a+b
          node=a=b          | a=b
          node=a%26b        | a&b
          node=a?b/c;d:e@f  | a?b/c;d:e@f
          no%64e=x          | x
          node=%3Cx%2F%3E   | <x/>
          node=%C3%A9       | \u00e9
          &node=x&          | x
          """)
  void aFieldOfTheUrlIsDecodedOnce(String query, String node) throws Exception {
    Element iq = oneSentBy(RawRequest.get("/rest/disco/r@localhost?" + query), 200);
    assertThat(iq.elements().get(0).attribute("node")).isEqualTo(node);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rest/disco/r@localhost?node=%00",
        "/rest/disco/r@localhost?node=%EF%BF%BF",
        "/rest/disco/r@localhost?id=%01",
        "/rest/disco/r@localhost?lang=%00",
        "/rest/disco/r@localhost?xml=%3Cx%20xmlns='u'/%3E",
        "/rest/disco/r@localhost?kind=message",
        "/rest/disco/r@localhost?node=x&password=y",
        "/rest/oob/r@localhost?url=%0B",
        "/rest/upload_request/r@localhost?filename=x&size=99999999999999999999",
        "/rest/upload_request/r@localhost?filename=x&size=1e3",
        "/rest/upload_request/r@localhost?filename=x&size=%D9%A1",
        "/rest/archive/r@localhost?max=-1",
        "/rest/archive/r@localhost?max=x"
      })
  void aFieldThatIsNoneIsRefused(String target) throws Exception {
    assertRefused(RawRequest.get(target));
  }

  /**
   * A stanza in the body of a GET isn't sent, and the connection can still be used or is closed.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/rest/ping/r@localhost", "/healthz", "/openapi.json"})
  void theBodyOfAGetMeansNothing(String target) throws Exception {
    String stanza = "<message to='evil@localhost'/>";
    RawRequest get = RawRequest.get(target).with("Content-Type: application/xmpp+xml");
    List<Element> sent =
        bench.sentWhile(
            () -> {
              try (RawConnection connection = bench.connect()) {
                connection.send(get.with("Content-Length: " + stanza.length()).head() + stanza);
                assertThat(connection.answer().status()).isIn(200, 400);
                connection.send(RawRequest.get("/healthz").with("Connection: close"));
                assertThat(connection.answersUntilClosed())
                    .extracting(RawAnswer::status)
                    .isIn(List.of(), List.of(200));
              }
            });
    assertThat(sent).extracting(Element::name).doesNotContain("message");
  }

  @Test
  void whatAPathCannotSayIsSaidInTheTypeThatWasAskedFor() throws Exception {
    RawRequest get = RawRequest.get("/rest/ping/a@@b").with("Accept: application/json");
    assertThat(bench.exchange(get).status()).isEqualTo(422);
    assertFault(bench.exchange(get), 422, GatewayProcess.JSON, "improper-addressing");
  }
}
