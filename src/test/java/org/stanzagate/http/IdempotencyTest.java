package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent.Request;
import org.stanzagate.config.Rate;
import org.stanzagate.config.Tokens;
import org.stanzagate.stanza.Stanza;

class IdempotencyTest {
  private static final String MESSAGE = "<message to='a@example.org'/>";
  private static final String PING =
      "<iq type='get' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>";
  private static final String OTHER = "c2Vjb25kIHRva2VuCg==";

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    Tokens echobot = Tokens.token("echobot", ServerUnderTest.TOKEN);
    server =
        new ServerUnderTest(
            Tokens.auth(
                echobot.rate(new Rate(100, Duration.ofHours(1))), Tokens.token("other", OTHER)));
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private static String keyed(String key, String xml) {
    return ServerUnderTest.postXml("Idempotency-Key: " + key + "\n", xml);
  }

  private RawClient.Answer post(String request) throws IOException {
    return client.send(request).read();
  }

  private RawClient.Answer post(String key, String xml) throws IOException {
    return post(keyed(key, xml));
  }

  @Test
  void aRepeatedMessageIsNotSentAgainAndGetsTheSameAnswer() throws IOException {
    var first = post("\"k 1\"", MESSAGE);
    var second = post("\"k 1\"", MESSAGE);

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(202);
    assertThat(first.header("Stanza-Id")).isNotEmpty().isEqualTo(second.header("Stanza-Id"));
    assertThat(second.body()).isEmpty();
    assertThat(server.component.sent).hasSize(1);
    assertThat(second.header("RateLimit")).as("no second one counts").contains("r=99;");
  }

  @Test
  void aRepeatedIqGetsTheFirstAnswerAsItWasWhateverItsAccept() throws Exception {
    client.send(keyed("k", PING));
    Request request = server.component.nextRequest();
    request.reply().complete(new Reply.Answer(request.iq().reply("result")));
    var first = client.read();
    var second =
        post(keyed("k", PING).replace("Content-Type", "Accept: application/json\nContent-Type"));

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body()).startsWith("<iq ");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Content-Type")).isEqualTo("application/xmpp+xml");
    assertThat(second.header("Stanza-Id")).isEqualTo(request.iq().id());
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void silenceIsRememberedToo() throws Exception {
    client.send(keyed("k", PING));
    server.component.nextRequest().reply().complete(new Reply.NoAnswer(Duration.ofMinutes(2)));
    var first = client.read();
    var second = post("k", PING);

    assertThat(first.status()).isEqualTo(504);
    assertThat(second.status()).isEqualTo(504);
    assertThat(second.body()).isEqualTo(first.body()).contains("did not answer within 120 s");
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void anAnswerThatCouldNotBeReadIsRememberedForItsQuestionWasSent() throws Exception {
    client.send(keyed("k", PING));
    server.component.nextRequest().reply().complete(new Reply.Unreadable("too large"));

    assertThat(client.read().status()).isEqualTo(502);
    assertThat(post("k", PING).status()).isEqualTo(502);
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void whileItIsUnderWayARepetitionIs409() throws Exception {
    try (RawClient first = server.client()) {
      first.send(keyed("k", PING));
      Request request = server.component.nextRequest();

      var second = post("k", PING);
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.body()).contains("<conflict", "still under way");
      request.reply().complete(new Reply.Answer(request.iq().reply("result")));
      assertThat(first.read().status()).isEqualTo(200);
      assertThat(post("k", PING).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatLeftGetsTheAnswerWhenItComesBack() throws Exception {
    RawClient first = server.client();
    first.send(keyed("k", PING));
    Request request = server.component.nextRequest();
    RawClient withoutKey = server.client();
    withoutKey.send(ServerUnderTest.postXml(PING));
    Request other = server.component.nextRequest();
    first.close();
    withoutKey.close();
    Awaitility.await("the gateway sees them leave").until(other.reply()::isCancelled);

    assertThat(request.reply()).as("is still waited for").isNotDone();
    assertThat(post("k", PING).status()).isEqualTo(409);
    request.reply().complete(new Reply.Answer(request.iq().reply("result")));

    var second = afterwards("k");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("Stanza-Id")).isEqualTo(request.iq().id());
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void aClientThatLeftBeforeItsStanzaWasRefusedFreesTheKey() throws Exception {
    RawClient first = server.client();
    first.send(keyed("k", PING));
    Request request = server.component.nextRequest();
    first.close();
    request.reply().complete(new NotSent.Unavailable("away", Duration.ofSeconds(5)));
    server.component.onRequest =
        iq -> CompletableFuture.completedFuture(new Reply.Answer(iq.reply("result")));

    assertThat(afterwards("k").status()).isEqualTo(200);
    assertThat(server.component.requests).hasSize(1);
  }

  /** The answer to a repetition once the first request is over; that it is can't be seen before. */
  private RawClient.Answer afterwards(String key) {
    return Awaitility.await().until(() -> post(key, PING), answer -> answer.status() != 409);
  }

  @Test
  void whatWasNotSentFreesTheKey() throws IOException {
    server.component.onSend =
        stanza ->
            CompletableFuture.completedFuture(
                new NotSent.Unavailable("away", Duration.ofSeconds(7)));
    var away = post("k", MESSAGE);
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.header("Retry-After")).isEqualTo("7");
    assertThat(away.body()).contains("away");

    server.component.onSend =
        stanza -> CompletableFuture.completedFuture(new NotSent.TooLarge(2, 1));
    assertThat(post("k", MESSAGE).status()).isEqualTo(413);

    server.component.onSend = stanza -> CompletableFuture.completedFuture(new Delivery.Written());
    assertThat(post("k", MESSAGE).status()).isEqualTo(202);
    assertThat(server.component.sent).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<message", "<message/>", "<message from='x@y' to='a@b'/>", ""})
  void whatIsRefusedFreesTheKeyForTheRightOne(String wrong) throws IOException {
    int status = post("k", wrong).status();

    assertThat(status).isBetween(400, 422);
    assertThat(post("k", wrong).status()).as("the same again").isEqualTo(status);
    assertThat(post("k", MESSAGE).status()).isEqualTo(202);
  }

  @Test
  void aFaultOfOursFreesTheKey() throws IOException {
    server.component.onSend =
        stanza -> {
          throw new IllegalStateException("a fault that a test provokes");
        };
    assertThat(post("k", MESSAGE).status()).isEqualTo(500);

    server.component.onSend = stanza -> CompletableFuture.completedFuture(new Delivery.Written());
    assertThat(post("k", MESSAGE).status()).isEqualTo(202);
  }

  @Test
  void anotherRequestWithTheSameKeyIs422() throws IOException {
    assertThat(post("k", MESSAGE).status()).isEqualTo(202);

    String other = MESSAGE.replace("a@example.org", "b@example.org");
    var body = post("k", other);
    assertThat(body.status()).isEqualTo(422);
    assertThat(body.body()).contains("<conflict", "take a new key");
    assertThat(post(keyed("k", MESSAGE).replace("/rest ", "/rest?x=1 ")).status()).isEqualTo(422);
    assertThat(post(keyed("k", MESSAGE).replace("/rest ", "/rest/ ")).status()).isEqualTo(422);
    assertThat(
            post(keyed("k", MESSAGE)
                    .replace("application/xmpp+xml", "application/xmpp+xml;charset=utf-8"))
                .status())
        .isEqualTo(422);
    assertThat(post("k", MESSAGE).status()).isEqualTo(202);
    assertThat(server.component.sent).hasSize(1);
  }

  @Test
  void anotherRequestIs422WhileTheFirstIsUnderWay() throws Exception {
    try (RawClient first = server.client()) {
      first.send(keyed("k", PING));
      server.component.nextRequest();

      assertThat(post("k", MESSAGE).status()).isEqualTo(422);
      assertThat(server.component.sent).isEmpty();
    }
  }

  @Test
  void aKeyIsItsTokensOwn() throws IOException {
    post("k", MESSAGE);

    assertThat(post(keyed("k", MESSAGE).replace(ServerUnderTest.TOKEN, OTHER)).status())
        .isEqualTo(202);
    assertThat(server.component.sent).hasSize(2).extracting(Stanza::id).doesNotHaveDuplicates();
  }

  @Test
  void aKeyIsTheSameWithAndWithoutItsQuotes() throws IOException {
    post("8e03978e-40d5", MESSAGE);
    post("\"8e03978e-40d5\"", MESSAGE);
    post("\"a\\\"b\\\\\"", MESSAGE);
    post("\"a\\\"b\\\\\"", MESSAGE);
    post("\"" + "x".repeat(255) + "\"", MESSAGE);
    post("x".repeat(255), MESSAGE);

    assertThat(server.component.sent).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"\"",
        "\"k",
        "k\"",
        "\"a\"b\"",
        "\"a\\b\"",
        "a, b",
        "\"a\", \"b\"",
        "\"a\";p=1",
        "a b",
        "käse",
        "a\\b",
        "k\nIdempotency-Key: k",
        "k\nIdempotency-Key: other",
      })
  void aKeyThatIsNoneIs400AndSaysHowItIsWritten(String key) throws IOException {
    var answer = post(key, MESSAGE);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("Idempotency-Key is given once", "255", "8e03978e");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void aKeyThatIsTooLongIs400() throws IOException {
    assertThat(post("x".repeat(256), MESSAGE).status()).isEqualTo(400);
    assertThat(post("\"" + "x".repeat(256) + "\"", MESSAGE).status()).isEqualTo(400);
    assertThat(post("\"" + "\\\\".repeat(255) + "\"", MESSAGE).status()).isEqualTo(202);
  }

  @Test
  void aKeyIsTakenWithEveryPathThatSends() throws IOException {
    String chat = keyed("k", MESSAGE).replace("/rest ", "/rest/message/chat/b@example.org ");

    assertThat(post(chat).status()).isEqualTo(202);
    assertThat(post(chat).status()).isEqualTo(202);
    assertThat(post(chat.replace("b@", "c@")).status()).isEqualTo(422);
    assertThat(post("k", MESSAGE).status()).isEqualTo(422);
    assertThat(server.component.sent).hasSize(1);
  }

  @Test
  void aGetHasNoKey() throws Exception {
    server.component.onRequest =
        iq -> CompletableFuture.completedFuture(new Reply.Answer(iq.reply("result")));
    String ping =
        "GET /rest/ping/example.org HTTP/1.1\nHost: localhost\nIdempotency-Key: k\n"
            + "Authorization: Bearer "
            + ServerUnderTest.TOKEN
            + "\n\n";

    assertThat(post(ping).status()).isEqualTo(200);
    assertThat(post(ping).status()).isEqualTo(200);
    assertThat(server.component.requests).hasSize(2);
  }

  @Test
  void whatSendsNothingTakesNoKey() throws IOException {
    String echo = keyed("k", MESSAGE).replace("/rest ", "/rest/echo ");
    String first = post(echo).header("Stanza-Id");

    assertThat(post(echo).header("Stanza-Id")).isNotEqualTo(first);
    assertThat(post("k", MESSAGE).status()).isEqualTo(202);
  }

  @Test
  void anybodysKeyIsIgnored() throws IOException {
    try (ServerUnderTest anonymous = new ServerUnderTest(ServerUnderTest.ANONYMOUS);
        RawClient stranger = anonymous.client()) {
      String request = keyed("k", MESSAGE);
      assertThat(stranger.send(request).read().status()).isEqualTo(202);
      assertThat(stranger.send(request).read().status()).isEqualTo(202);
      assertThat(anonymous.component.sent).hasSize(2);
    }
  }

  @Test
  void keysOutliveAChangeOfTheTokens() throws IOException {
    post("k", MESSAGE);
    server.server.reload(
        Tokens.auth(Tokens.token("echobot", ServerUnderTest.TOKEN).to("*@example.org")));

    assertThat(post("k", MESSAGE).status()).isEqualTo(202);
    assertThat(server.component.sent).hasSize(1);
  }

  @Test
  void afterADayItIsSentAgain() throws IOException {
    post("k", MESSAGE);
    server.clock.pass(Duration.ofHours(24));
    post("k", MESSAGE);

    assertThat(server.component.sent).hasSize(2);
  }
}
