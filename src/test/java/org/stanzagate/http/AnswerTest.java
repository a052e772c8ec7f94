package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;
import org.stanzagate.xml.ElementReader;

/** Answers that are more than a reply to an iq: an archive's, and what bounces. */
class AnswerTest {
  private static final String MESSAGE = "<message id='m1' to='a@example.org'/>";
  private static final String QUERY =
      "<iq type='set' id='i' to='room@muc.example'><query xmlns='urn:xmpp:mam:2'/></iq>";

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest();
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private static Stanza result(String id) throws Exception {
    String xml =
        "<message to='rest.example' from='room@muc.example'><result xmlns='urn:xmpp:mam:2' id='"
            + id
            + "'/></message>";
    return Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
  }

  private static Reply bounce(Stanza stanza) {
    return new Reply.Answer(
        stanza.errorReply(new StanzaError(Type.CANCEL, Condition.service_unavailable, null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/xmpp+xml | <xmpp><message | </iq></xmpp>",
        "application/json | {\"xmpp\":[{\"kind\":\"message\" | }]}"
      })
  void theStanzasOfOneAnswerComeTogether(String accept, String start, String end) throws Exception {
    client.send(postXml("Accept: " + accept + "\n", QUERY));
    var request = server.component.nextRequest();
    Stanza fin = request.iq().reply("result");
    Stanza ended =
        Stanza.of(
            fin.element().toBuilder()
                .add(
                    ElementReader.read(
                        "<fin xmlns='urn:xmpp:mam:2'/>".getBytes(StandardCharsets.UTF_8),
                        Namespaces.CLIENT))
                .build());
    request.reply().complete(new Reply.Answer(List.of(result("b"), result("a")), ended));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(accept);
    assertThat(answer.header("Stanza-Id")).isEqualTo("i");
    assertThat(answer.body()).startsWith(start).endsWith(end);
    assertThat(answer.body().replace('"', '\'')).containsSubsequence("'b'", "'a'", "iq");
  }

  @Test
  void anArchiveQueryGoesOutWithAQueryId() throws Exception {
    client.send(postXml(QUERY));
    Stanza sent = server.component.nextRequest().iq();
    assertThat(sent.element().elements().get(0).attribute("queryid")).isNotBlank();

    try (RawClient other = server.client()) {
      String echo = postXml(QUERY).replace("POST /rest ", "POST /rest/echo ");
      assertThat(other.send(echo).read().body()).contains("queryid='");
    }
  }

  @Test
  void moreThanCanBeHeldIs502() throws Exception {
    client.send(postXml(QUERY));
    server.component.nextRequest().reply().complete(new Reply.Unreadable("ask for less"));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("ask for less");
  }

  @ParameterizedTest
  @ValueSource(strings = {MESSAGE, "<presence id='m1' to='a@example.org' type='subscribe'/>"})
  void aBounceThatIsWaitedForIs200(String xml) throws Exception {
    client.send(postXml("Prefer: wait=5\n", xml));
    var request = server.component.nextRequest();
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(5));
    request.reply().complete(bounce(request.iq()));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=5");
    assertThat(answer.header("Stanza-Id")).isEqualTo("m1");
    assertThat(answer.body()).contains("type='error'", "<service-unavailable");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void whatDoesntBounceIs202AfterThatTime() throws Exception {
    client.send(postXml("Prefer: wait=999\n", MESSAGE));
    var request = server.component.nextRequest();
    assertThat(request.timeout()).isEqualTo(Duration.ofMinutes(5));
    request.reply().complete(new Reply.NoAnswer(request.timeout()));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=300");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Prefer: wait=0",
        "Prefer: wait=soon",
        "Prosody-Rest-Timeout: 5",
        "Prosody-Rest-Timeout: soon",
        "Prefer: handling=strict"
      })
  void withoutThePreferenceNothingIsWaitedFor(String header) throws Exception {
    var answer = client.send(postXml(header + "\n", MESSAGE)).read();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).doesNotContain("wait");
    assertThat(server.component.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message type='error' id='1' to='a@b'><error type='cancel'/></message>",
        "<iq type='result' id='1' to='a@b'/>",
        "<iq type='error' id='1' to='a@b'><error type='cancel'/></iq>"
      })
  void nothingAnswersAnAnswer(String xml) throws Exception {
    var answer = client.send(postXml("Prefer: wait=5\n", xml)).read();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).isEmpty();
    assertThat(server.component.sent).hasSize(1);
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void whatCantBeSentIsSaidAtOnce() throws Exception {
    server.component.onRequest =
        stanza ->
            CompletableFuture.completedFuture(
                new NotSent.Unavailable("away", Duration.ofSeconds(3)));
    var away = client.send(postXml("Prefer: wait=5\n", MESSAGE)).read();
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.header("Retry-After")).isEqualTo("3");

    server.component.onRequest =
        stanza -> CompletableFuture.completedFuture(new NotSent.AlreadyWaiting());
    assertThat(client.send(postXml("Prefer: wait=5\n", MESSAGE)).read().status()).isEqualTo(409);
  }

  @Test
  void whoLeavesIsNotWaitedForAnyMore() throws Exception {
    client.send(postXml("Prefer: wait=5\n", MESSAGE));
    var request = server.component.nextRequest();
    client.close();
    await().until(request.reply()::isCancelled);
  }

  @Test
  void echoSaysHowLongItWouldBeWaited() throws Exception {
    String echo = postXml("Prefer: wait=5\n", MESSAGE).replace("POST /rest ", "POST /rest/echo ");
    assertThat(client.send(echo).read().header("Preference-Applied")).isEqualTo("wait=5");
  }
}
