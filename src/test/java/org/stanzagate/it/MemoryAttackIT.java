package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is small as it comes and large as it goes on, from clients and from strangers on the
 * network. The gateway has little memory, and ends at once where that isn't enough.
 */
@Tag("jdk")
@OnRestBench
class MemoryAttackIT {
  private static final String BOT = "bot@" + RestBench.DOMAIN;

  private RestBench bench;
  private ScriptedWebhook webhook;

  @BeforeAll
  void start() throws Exception {
    webhook = ScriptedWebhook.start();
    webhook.answers(request -> WebhookAnswer.status(204));
    String callback =
        "callback: { url: '%s/stanzas', content_type: application/json }\n"
            .formatted(webhook.url());
    bench =
        RestBench.startAs(
            yaml -> yaml.replace("max_stanza: 16KiB", "max_stanza: 512KiB") + callback,
            "-Xmx128m",
            "-XX:+ExitOnOutOfMemoryError");
  }

  @AfterAll
  void stop() throws Exception {
    bench.close();
    webhook.close();
  }

  @AfterEach
  void lives() throws Exception {
    bench.answersAsUsual();
    bench.assertLives();
    assertThat(bench.gateway().printed()).doesNotContain("OutOfMemory");
  }

  /**
   * Attributes and content of an element.
   *
   * @param name what grows
   */
  private record Bomb(String name, String attributes, String content) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bomb> bombs() {
    String prefixes =
        IntStream.range(0, 90)
            .mapToObj(i -> "xmlns:p%d='urn:%s%d'".formatted(i, "n".repeat(900), i))
            .collect(Collectors.joining(" "));
    String all =
        IntStream.range(0, 90)
            .mapToObj(i -> "p%d:a=''".formatted(i))
            .collect(Collectors.joining(" "));
    return Stream.of(
        new Bomb(
            "one long namespace",
            "xmlns:p='urn:" + "n".repeat(100_000) + "'",
            "<p:a/>".repeat(4_900)),
        new Bomb(
            "a namespace of a kilobyte",
            "xmlns:p='urn:" + "n".repeat(1_000) + "'",
            "<p:a/>".repeat(4_900)),
        new Bomb(
            "a namespace of attributes",
            "xmlns:p='urn:" + "n".repeat(10_000) + "'",
            "<x xmlns='u' p:a=''/>".repeat(4_900)),
        new Bomb(
            "two namespaces in turn",
            "xmlns:p='urn:" + "n".repeat(9_000) + "' xmlns:q='u'",
            "<q:a><p:a><q:a/></p:a></q:a>".repeat(1_600)),
        new Bomb("many namespaces", prefixes, ("<x xmlns='u' " + all + "/>").repeat(100)),
        new Bomb(
            "a long language", "xml:lang='" + "a".repeat(90_000) + "'", "<body/>".repeat(4_900)),
        new Bomb(
            "forwarded in forwarded",
            "",
            forwarded(50, "<z xmlns='u'>" + "y".repeat(90_000) + "</z>")),
        new Bomb("what JSON escapes", "", "<x xmlns='u'>" + "\u007f\"\\".repeat(40_000) + "</x>"));
  }

  private static String forwarded(int depth, String content) {
    return "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' to='a@b'>"
            .repeat(depth)
        + content
        + "</message></forwarded>".repeat(depth);
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void aStanzaThatIsTranslated(Bomb bomb) throws Exception {
    String stanza =
        "<message to='r@localhost' %s>%s</message>".formatted(bomb.attributes(), bomb.content());
    for (String type :
        List.of(
            GatewayProcess.JSON,
            GatewayProcess.XML,
            "application/x-www-form-urlencoded",
            "text/plain")) {
      RawRequest request =
          RawRequest.postTo("/rest/echo", GatewayProcess.XML, stanza).with("Accept: " + type);
      assertThat(bench.exchange(request).status()).isIn(200, 400, 413);
    }
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void anAnswerToAnIq(Bomb bomb) throws Exception {
    bench
        .server()
        .answers(
            stanza ->
                RestBench.usualAnswer(stanza)
                    .map(result -> result.replace("<iq ", "<iq " + bomb.attributes() + " "))
                    .map(
                        result ->
                            result.replace(
                                "</iq>", "<r xmlns='u'>" + bomb.content() + "</r></iq>")));
    RawRequest request = RawRequest.json("{\"to\":\"mallory@localhost\",\"ping\":true}");
    // An answer whose own tag can't be read is nobody's.
    assertThat(bench.exchange(request.with("Prefer: wait=2")).status()).isIn(200, 502, 504);
  }

  /** Whatever becomes of it, the next one from there is posted. */
  @ParameterizedTest
  @MethodSource("bombs")
  void aMessageOfAStranger(Bomb bomb) throws Exception {
    bench
        .server()
        .send(
            "<message from='mallory@localhost/x' to='%s' type='chat' %s>%s</message>"
                .formatted(BOT, bomb.attributes(), bomb.content()));
    String next = RestBench.newId();
    bench
        .server()
        .send(
            "<message from='mallory@localhost/x' to='%s' type='chat' id='%s'><body>next</body></message>"
                .formatted(BOT, next));
    webhook.post(next);
  }

  @Test
  void aMessageWithTooManyElementsIsRefusedToItsSender() throws Exception {
    String id = RestBench.newId();
    bench
        .server()
        .send(
            "<message from='mallory@localhost/x' to='%s' type='chat' id='%s'><body>x</body>%s</message>"
                .formatted(BOT, id, "<a/>".repeat(6_000)));
    bench.server().received().await("an error", stanza -> id.equals(stanza.attribute("id")));
  }

  /**
   * 200 times 190 KB, and what they become, would be all the memory there is, if it was held at
   * once.
   */
  @Test
  void bodiesThatAreNearlyThere() throws Exception {
    String body = "<message to='r@localhost'><body>" + "x".repeat(190_000) + "</body></message>";
    RawRequest request = RawRequest.xml(body);
    String most = new String(request.bytes(), US_ASCII);
    List<RawConnection> connections = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      connections.add(bench.connect().send(most.substring(0, most.length() - 1)));
    }
    bench.assertLives();
    for (RawConnection connection : connections) {
      connection.send(">");
    }
    for (RawConnection connection : connections) {
      assertThat(connection.answer().status()).isIn(202, 503);
      connection.close();
    }
  }

  /** Nobody reads the answers, which are as large as they may be. */
  @Test
  void answersThatNobodyReads() throws Exception {
    String payload = "<x xmlns='u'>" + "y".repeat(100_000) + "</x>";
    bench
        .server()
        .answers(
            stanza ->
                Optional.of(RestBench.result(stanza, payload))
                    .filter(result -> stanza.name().equals("iq")));
    String ask =
        RawRequest.xml("<iq type='get' to='mallory@localhost'><ping xmlns='urn:xmpp:ping'/></iq>")
                .head()
            + "<iq type='get' to='mallory@localhost'><ping xmlns='urn:xmpp:ping'/></iq>";
    List<RawConnection> connections = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      connections.add(RawConnection.openNarrow(bench.gateway().base()).send(ask.repeat(20)));
    }
    bench.assertLives();
    for (RawConnection connection : connections) {
      connection.close();
    }
  }
}
