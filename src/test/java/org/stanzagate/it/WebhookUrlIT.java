package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;

/** What strangers write into addresses, types and ids stays in its place. */
@OnWebhookBench
class WebhookUrlIT {
  private final WebhookBench bench =
      WebhookBench.startWith(
          """
          callback:
            url: '@WEBHOOK@/hook/{kind}/{type}/{to}/{from}/end?type={type}&to={to}&from={from}'
          """);

  @AfterAll
  void stop() {
    bench.close();
  }

  private WebhookRequest send(String kind, String attributes) throws Exception {
    String id = WebhookBench.newId();
    String payload = kind.equals("iq") ? "<q xmlns='urn:example:q'/>" : "";
    bench.send("<%1$s id='%2$s' %3$s>%4$s</%1$s>".formatted(kind, id, attributes, payload));
    return bench.webhook().post(id);
  }

  private static String addresses(String from, String to) {
    return "from='%s' to='%s'".formatted(WebhookBench.escaped(from), WebhookBench.escaped(to));
  }

  private static void assertFilledWith(
      WebhookRequest request, String kind, String type, String to, String from) {
    assertThat(request.line()).matches("POST [!-~]+ HTTP/1\\.1");
    String[] target = request.target().split("\\?", 2);
    List<String> segments = Arrays.asList(target[0].split("/", -1));
    assertThat(segments).allSatisfy(segment -> assertThat(segment).doesNotMatch("\\.+"));
    assertThat(segments.stream().map(WebhookUrlIT::decoded))
        .containsExactly("", "hook", kind, type, to, from, "end");
    assertThat(fields(target[1]))
        .containsExactlyInAnyOrderEntriesOf(Map.of("type", type, "to", to, "from", from));
  }

  /** As servers read a query: plus signs are spaces there. */
  private static Map<String, String> fields(String query) {
    assertThat(query).matches("(type|to|from)=[^&=#+]*(&(type|to|from)=[^&=#+]*){2}");
    return Arrays.stream(query.split("&", -1))
        .map(field -> field.split("=", 2))
        .collect(Collectors.toMap(field -> field[0], field -> decoded(field[1])));
  }

  private static String decoded(String part) {
    assertThat(part).matches("([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*");
    return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "message, , normal",
    "message, normal, normal",
    "message, chat, chat",
    "message, groupchat, groupchat",
    "message, headline, headline",
    "message, error, error",
    "presence, , available",
    "presence, unavailable, unavailable",
    "presence, subscribe, subscribe",
    "presence, unsubscribed, unsubscribed",
    "presence, probe, probe",
    "iq, get, get",
    "iq, set, set",
    "iq, result, result",
    "message, CHAT, normal",
    "message, available, normal",
    "message, ../../admin, normal",
    "message, ., normal",
    "message, .., normal",
    "message, chat?x=1#y, normal",
    "message, {to}, normal",
    "message, chat&#13;&#10;X-Evil: 1&#13;&#10;&#13;&#10;, normal",
    "message, chat%0d%0aX-Evil: 1, normal",
    "presence, chat, available",
    "presence, available, available",
    "presence, \u00fc/../\ud83c\udf39, available"
  })
  void onlyTypesOfRfc6121StandInAUrl(String kind, String type, String expected) throws Exception {
    String from = WebhookBench.somebody();
    WebhookRequest request =
        send(
            kind,
            addresses(from, "bot@gw.localhost") + (type == null ? "" : " type='" + type + "'"));

    assertFilledWith(request, kind, expected, "bot@gw.localhost", from);
    assertThat(request.headers()).noneMatch(header -> header.startsWith("X-Evil"));
  }

  @Test
  void aTypeOfThreeThousandCharactersIsNone() throws Exception {
    String from = WebhookBench.somebody();
    String type = "chat/".repeat(600);

    WebhookRequest request =
        send("message", addresses(from, "bot@gw.localhost") + " type='" + type + "'");

    assertFilledWith(request, "message", "normal", "bot@gw.localhost", from);
    assertThat(request.text()).contains(type);
  }

  static Stream<String> hostileResources() {
    return Stream.of(
        ".",
        "..",
        "...",
        "../../../etc/passwd",
        "a/../b/./c//d",
        "/",
        "//evil.example/",
        "?",
        "a?b=c&d=e",
        "#",
        "a#b",
        "%",
        "100%",
        "%2e%2e",
        "%2F..%2F",
        "%00",
        "%0d%0aX-Evil: 1",
        "a b  c",
        "a+b",
        "a;b=c,d",
        "\\..\\..\\x",
        "'\"<>&`|^",
        "{to}",
        "{from}{kind}",
        "${jndi:ldap://evil.example}",
        "$1\\1",
        "@evil.example:80",
        "[::1]",
        "\u00e9\u6f22\u5b57",
        "x".repeat(1023),
        "/".repeat(1023),
        "\u6f22".repeat(341));
  }

  @ParameterizedTest
  @MethodSource("hostileResources")
  void aResourceStaysInItsPlace(String resource) throws Exception {
    String from = "romeo@localhost/" + resource;
    String to = "bot@gw.localhost/" + resource;

    WebhookRequest request = send("message", addresses(from, to));

    assertFilledWith(request, "message", "normal", to, from);
    assertThat(request.headers("Host")).containsExactly("127.0.0.1:" + bench.webhook().port());
    assertThat(request.headers()).noneMatch(header -> header.startsWith("X-Evil"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..@localhost",
        "a.b+c=d%2f@localhost",
        "%2e%2e@localhost",
        "{to}@localhost",
        "localhost",
        "gr\u00fc\u00dfe@b\u00fccher.example"
      })
  void aBareAddressStaysInItsPlace(String from) throws Exception {
    WebhookRequest request = send("presence", addresses(from, "gw.localhost"));

    // Nodeprep and nameprep write sharp s as ss.
    String normal = from.replace("\u00df", "ss");
    assertFilledWith(request, "presence", "available", "gw.localhost", normal);
  }

  @Test
  void anAddressWithALineBreakIsNoAddressAndReachesNobody() throws Exception {
    for (String resource :
        List.of("a&#13;&#10;X-Evil: 1", "a&#10;b", "a&#13;b", "a&#9;b", "a&#x7f;b")) {
      bench.send(
          "<message id='evil-from' from='romeo@localhost/%s' to='bot@gw.localhost'/>"
              .formatted(resource));
      bench.send(
          "<message id='evil-to' from='romeo@localhost' to='bot@gw.localhost/%s'/>"
              .formatted(resource));
    }

    String from = WebhookBench.somebody();
    assertFilledWith(
        send("message", addresses(from, "bot@gw.localhost")),
        "message",
        "normal",
        "bot@gw.localhost",
        from);
    assertThat(bench.webhook().postsWith("evil-")).isEmpty();
    assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
  }

  static Stream<String> hostileIds() {
    return Stream.of(
        "..",
        "a/../b",
        "?#%0d%0a",
        "a\r\nX-Evil: 1\r\n\r\nPOST /admin HTTP/1.1\r\n",
        "\t",
        "\u00fc\ud83c\udf39",
        "'\"<>&",
        "{to}",
        "x".repeat(3_000),
        "\u6f22".repeat(3_000),
        " ");
  }

  @ParameterizedTest
  @MethodSource("hostileIds")
  void anIdReachesNothingButTheStanzaAndItsRefusal(String id) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.status(404));
    String written =
        WebhookBench.escaped(id)
            .replace("\r", "&#13;")
            .replace("\n", "&#10;")
            .replace("\t", "&#9;");
    bench.send(
        "<message from='%s' to='bot@gw.localhost' type='chat' id='%s'><body>x</body></message>"
            .formatted(from, written));

    Element refusal = bench.toUser(from, stanza -> "error".equals(stanza.attribute("type")));

    assertThat(refusal.attribute("id")).isEqualTo(id);
    WebhookRequest request = bench.webhook().posts().await("its POST", post -> post.mentions(from));
    assertThat(ElementReader.read(request.bytes(), StreamServer.CLIENT).attribute("id"))
        .isEqualTo(id);
    assertThat(request.headers()).noneMatch(header -> header.startsWith("X-Evil"));
    assertFilledWith(request, "message", "chat", "bot@gw.localhost", from);
  }
}
