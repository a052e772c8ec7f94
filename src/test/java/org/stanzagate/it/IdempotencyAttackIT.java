package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Repetitions of a request with an Idempotency-Key, by clients that are hasty, lost or lying. */
@OnRestBench
class IdempotencyAttackIT {
  private static final String OTHER = "YW5vdGhlciB0b2tlbgo";
  private static final String XML = GatewayProcess.XML;

  private RestBench bench;

  @BeforeAll
  void start() {
    bench = RestBench.start("    - token: \"" + OTHER + "\"\n      name: other", "-Xmx128m");
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  private static RawRequest message(String key) {
    return RawRequest.xml("<message to='r@localhost'><body>once</body></message>")
        .with("Idempotency-Key: " + key);
  }

  private static RawRequest question(String to, String key) {
    return RawRequest.xml("<iq type='get' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>".formatted(to))
        .with("Idempotency-Key: " + key);
  }

  private static String newKey() {
    return "\"" + RestBench.newId() + "\"";
  }

  @Test
  void aRepetitionGetsTheFirstAnswerAndIsNotSent() throws Exception {
    String key = newKey();
    List<RawAnswer> answers = new ArrayList<>();
    List<Element> sent =
        bench.sentWhile(
            () -> {
              answers.add(bench.exchange(message(key)));
              answers.add(bench.exchange(message(key)));
              answers.add(bench.exchange(message(key.replace("\"", ""))));
            });
    assertThat(sent).hasSize(1);
    assertThat(answers).extracting(RawAnswer::status).containsOnly(202);
    assertThat(answers)
        .extracting(answer -> answer.header("Stanza-Id"))
        .containsOnly(sent.get(0).attribute("id"));
  }

  @Test
  void anotherRequestWithTheSameKeyIs422() throws Exception {
    String key = newKey();
    RawRequest first = message(key);
    List<RawRequest> others =
        List.of(
            first.withBody(first.body() + " "),
            first.withBody(first.body().replace("once", "twice")),
            RawRequest.postTo("/rest?id=1", XML, first.body()).with("Idempotency-Key: " + key),
            RawRequest.postTo("/rest/message/chat/r@localhost", XML, first.body())
                .with("Idempotency-Key: " + key),
            RawRequest.json(first.body()).with("Idempotency-Key: " + key));
    List<Element> sent =
        bench.sentWhile(
            () -> {
              assertThat(bench.exchange(first).status()).isEqualTo(202);
              for (RawRequest other : others) {
                RawAnswer answer = bench.exchange(other);
                assertThat(answer.status()).as("%s: %s", other, answer).isEqualTo(422);
                assertThat(answer.fault().text()).isNotBlank();
              }
              assertThat(bench.exchange(first).status()).isEqualTo(202);
            });
    assertThat(sent).hasSize(1);
  }

  @Test
  void aKeyIsItsTokensOwn() throws Exception {
    RawRequest request = message(newKey());
    RawRequest others = request.without("Authorization").with("Authorization: Bearer " + OTHER);
    List<Element> sent =
        bench.sentWhile(
            () -> {
              assertThat(bench.exchange(request).status()).isEqualTo(202);
              assertThat(bench.exchange(others).status()).isEqualTo(202);
              assertThat(bench.exchange(others.without("Authorization")).status()).isEqualTo(401);
            });
    assertThat(sent).hasSize(2);
  }

  @Test
  void fiftyAtOnceAreOneStanza() throws Exception {
    RawRequest request = message(newKey());
    List<Integer> statuses = new ArrayList<>();
    List<Element> sent =
        bench.sentWhile(
            () -> {
              List<RawConnection> connections = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                connections.add(bench.connect());
              }
              for (RawConnection connection : connections) {
                connection.send(request);
              }
              for (RawConnection connection : connections) {
                statuses.add(connection.answer().status());
                connection.close();
              }
            });
    assertThat(sent).hasSize(1);
    assertThat(statuses).contains(202).isSubsetOf(202, 409);
  }

  @Test
  void whileItIsUnderWayItIs409AndAfterwardsTheAnswerIsThere() throws Exception {
    RawRequest request = question("silent@localhost/a", newKey());
    List<Element> sent =
        bench.sentWhile(
            () -> {
              try (RawConnection first = bench.connect().send(request)) {
                Element iq = awaitAsked("silent@localhost/a");
                RestBench.assertFault(bench.exchange(request), 409, XML, "conflict");
                bench.server().send(RestBench.result(iq, "<x xmlns='u'/>"));
                RawAnswer answer = first.answer();
                assertThat(answer.status()).isEqualTo(200);
                RawAnswer again = bench.exchange(request);
                assertThat(again.status()).isEqualTo(200);
                assertThat(again.body()).isEqualTo(answer.body()).contains("<x xmlns='u'/>");
              }
            });
    assertThat(sent).hasSize(1);
  }

  private Element awaitAsked(String to) {
    return bench.server().received().await(to, stanza -> to.equals(stanza.attribute("to")));
  }

  /** What the key is for: the client didn't see the answer, and asks again. */
  @Test
  void whoWasCutOffAsksAgainAndNothingIsSentTwice() throws Exception {
    RawRequest request = question("silent@localhost/b", newKey());
    RawRequest message = message(newKey());
    List<Element> sent =
        bench.sentWhile(
            () -> {
              try (RawConnection leaving = bench.connect().send(request)) {
                Element iq = awaitAsked("silent@localhost/b");
                leaving.leave();
                bench.assertLives();
                assertThat(bench.exchange(request).status()).isEqualTo(409);
                bench.server().send(RestBench.result(iq, ""));
              }
              Awaitility.await("the answer is there")
                  .until(() -> bench.exchange(request).status() == 200);
              try (RawConnection leaving = bench.connect().send(message)) {
                leaving.endSending();
              }
              Awaitility.await("it was sent").until(() -> bench.exchange(message).status() == 202);
            });
    assertThat(sent.stream().filter(one -> !isPing(one))).hasSize(2);
  }

  private static boolean isPing(Element stanza) {
    return "localhost".equals(stanza.attribute("to"));
  }

  @Test
  void noAnswerInTimeIsAnAnswer() throws Exception {
    RawRequest request = question("silent@localhost/c", newKey()).with("Prefer: wait=1");
    List<Element> sent =
        bench.sentWhile(
            () -> {
              RawAnswer first = bench.exchange(request);
              assertThat(first.status()).isEqualTo(504);
              RawAnswer second = bench.exchange(request);
              assertThat(second.status()).isEqualTo(504);
              assertThat(second.header("Stanza-Id")).isEqualTo(first.header("Stanza-Id"));
            });
    assertThat(sent).hasSize(1);
  }

  @Test
  void whatWasNeverSentDoesNotTakeTheKey() throws Exception {
    String key = newKey();
    RawRequest good = message(key);
    List<Element> sent =
        bench.sentWhile(
            () -> {
              assertThat(bench.exchange(good.withBody("<message")).status()).isEqualTo(400);
              assertThat(bench.exchange(good.withBody("<message/>")).status()).isEqualTo(422);
              assertThat(
                      bench
                          .exchange(good.withBody("<message from='a@b' to='r@localhost'/>"))
                          .status())
                  .isEqualTo(403);
              assertThat(bench.exchange(good.withBody("x".repeat(200_000))).status())
                  .isEqualTo(413);
              assertThat(bench.exchange(good.without("Authorization")).status()).isEqualTo(401);
              assertThat(bench.exchange(good).status()).isEqualTo(202);
            });
    assertThat(sent).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"\"",
        "\"",
        "\"a",
        "a\"",
        "\"a\"b\"",
        "\"a\"; x",
        "\"\u00e9\"",
        "\"a\t\"",
        "\"a\"\r\nIdempotency-Key: \"b\""
      })
  void aKeyThatIsNoneSendsNothing(String key) throws Exception {
    assertThat(
            bench.sentWhile(
                () -> {
                  RawAnswer answer = bench.exchange(message(key));
                  assertThat(answer.status()).as("%s", answer).isEqualTo(400);
                  assertThat(answer.fault().text()).contains("Idempotency-Key");
                }))
        .isEmpty();
  }

  /** Long keys, and answers of 15 KB each, which this process could not keep all. */
  @Test
  void aFloodOfKeysFindsAnEndInMemory() throws Exception {
    String much = "<x xmlns='u'>" + "y".repeat(15_000) + "</x>";
    bench
        .server()
        .answers(
            stanza ->
                RestBench.usualAnswer(stanza)
                    .map(result -> result.replace("</iq>", much + "</iq>")));
    try (RawConnection connection = bench.connect()) {
      for (int i = 0; i < 6_000; i += 100) {
        for (int k = i; k < i + 100; k++) {
          connection.send(question("flood@localhost", "\"" + "k".repeat(200) + k + "\""));
        }
        for (int k = i; k < i + 100; k++) {
          assertThat(connection.answer().status()).isEqualTo(200);
        }
      }
    } finally {
      bench.answersAsUsual();
    }
    bench.assertLives();
  }
}
