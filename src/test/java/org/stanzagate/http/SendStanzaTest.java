package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.ServerUnderTest.post;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.time.Duration;
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
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;

class SendStanzaTest {
  private static final String PING =
      "<iq type='get' id='p1' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>";

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

  @Test
  void aMessageThatWasWrittenIs202WithoutABody() throws IOException {
    var answer =
        client
            .send(postXml("<message id='m1' to='romeo@example.org'><body>Hi</body></message>"))
            .read();

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-Length")).isEqualTo("0");
    assertThat(answer.header("Stanza-Id")).isEqualTo("m1");
    Stanza sent = server.component.sent.remove();
    assertThat(sent.to().toString()).isEqualTo("romeo@example.org");
    assertThat(sent.from().toString()).isEqualTo("rest.example");
    assertThat(sent.element().elements()).hasSize(1);
  }

  @Test
  void the202ComesOnlyOnceTheStanzaIsWritten() throws IOException {
    var written = new CompletableFuture<org.stanzagate.component.Delivery>();
    server.component.onSend = stanza -> written;
    try (RawClient other = server.client()) {
      client.send(postXml("<message id='m1' to='romeo@example.org'/>"));
      // The other's answer shows that the server has nothing to say to the first yet.
      other.send("GET /healthz HTTP/1.1\nHost: localhost\n\n");
      assertThat(other.read().status()).isEqualTo(200);
      written.complete(new NotSent.Unavailable("the stream broke", Duration.ofMillis(2500)));
    }

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("3");
    assertThat(answer.header("Stanza-Id")).isEqualTo("m1");
    assertThat(answer.body()).contains("the stream broke");
  }

  @Test
  void anIdIsMadeWhereNoneIsGivenAndCantBeGuessed() throws IOException {
    var first = client.send(postXml("<presence to='a@example.org'/>")).read();
    var second = client.send(postXml("<presence to='a@example.org'/>")).read();

    assertThat(first.header("Stanza-Id"))
        .matches("[A-Za-z0-9_-]{22}")
        .isEqualTo(server.component.sent.remove().id())
        .isNotEqualTo(second.header("Stanza-Id"));
  }

  @Test
  void aStanzaPostedAsJsonGoesOutAndItsErrorsAreJson() throws IOException {
    String json = "{\"kind\":\"message\",\"to\":\"romeo@example.org\",\"body\":\"Hi\"}";
    String head = post("application/json") + "Content-Length: " + json.length() + "\n\n";

    assertThat(client.send(head + json).read().status()).isEqualTo(202);
    assertThat(server.component.sent.remove().element().elements().get(0).text()).isEqualTo("Hi");

    var error = client.send(head + json.replace("body", "bodi")).read();
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.header("Content-Type")).isEqualTo("application/json");
    assertThat(error.body()).startsWith("{\"code\":400,\"type\":\"error\"").contains("bodi");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void aStanzaPostedAsAFormGoesOutAndItsErrorsAreForms() throws IOException {
    String form = "to=romeo%40example.org&type=chat&body=Hi+%C3%A4";
    String head =
        post("application/x-www-form-urlencoded") + "Content-Length: " + form.length() + "\n\n";

    assertThat(client.send(head + form).read().status()).isEqualTo(202);
    assertThat(server.component.sent.remove().element().elements().get(0).text()).isEqualTo("Hi ä");

    var error = client.send(head + form.replace("body", "bodi")).read();
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(error.body()).startsWith("code=400&type=error&condition=bad-request&text=%2Fbodi");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void plainTextHasNoAddress() throws IOException {
    var answer = client.send(post("text/plain") + "Content-Length: 2\n\nHi").read();

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.body()).startsWith("there is no 'to'");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void theAnswerOfAnIqIs200AndTheReply() throws Exception {
    client.send(postXml(PING));
    var request = server.component.nextRequest();
    assertThat(request.timeout()).isEqualTo(Duration.ofMinutes(2));
    request.reply().complete(new Reply.Answer(request.iq().reply("result")));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/xmpp+xml");
    assertThat(answer.header("Stanza-Id")).isEqualTo("p1");
    assertThat(answer.body()).startsWith("<iq ").contains("type='result'", "id='p1'");
  }

  @Test
  void anIqThatIsAnsweredWithAnErrorIs200AndTheError() throws Exception {
    client.send(postXml("Accept: application/json\n", PING));
    var request = server.component.nextRequest();
    request
        .reply()
        .complete(
            new Reply.Answer(
                request
                    .iq()
                    .errorReply(
                        new StanzaError(Type.CANCEL, Condition.service_unavailable, null))));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body()).contains("\"error\"", "service-unavailable");
  }

  @Test
  void anIqWithoutAnAnswerIs504() throws Exception {
    client.send(postXml(PING));
    server.component.nextRequest().reply().complete(new Reply.NoAnswer(Duration.ofMinutes(2)));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.header("Stanza-Id")).isEqualTo("p1");
    assertThat(answer.body()).contains("<remote-server-timeout", "example.org", "120 s");
  }

  @Test
  void anAnswerThatCantBeReadIs502() throws Exception {
    client.send(postXml(PING));
    server.component.nextRequest().reply().complete(new Reply.Unreadable("it is too large"));

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("it is too large");
  }

  @Test
  void anIqThatIsAlreadyWaitingIs409() throws IOException {
    server.component.onRequest =
        iq -> CompletableFuture.completedFuture(new NotSent.AlreadyWaiting());

    var answer = client.send(postXml(PING)).read();
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("<conflict");
  }

  @Test
  void aStanzaThatIsTooLargeAsXmlIs413() throws IOException {
    server.component.onSend =
        stanza -> CompletableFuture.completedFuture(new NotSent.TooLarge(2000, 1000));

    var answer = client.send(postXml("<message to='a@example.org'/>")).read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("<resource-constraint", "2000", "1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"result", "error"})
  void anIqThatAnswersOneIsSentLikeAMessage(String type) throws IOException {
    String error =
        "<error type='cancel'>"
            + "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    String iq =
        "<iq type='"
            + type
            + "' id='7' to='a@example.org/x'>"
            + (type.equals("error") ? error : "")
            + "</iq>";

    assertThat(client.send(postXml(iq)).read().status()).isEqualTo(202);
    assertThat(server.component.sent).hasSize(1);
    assertThat(server.component.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message to='a@example.org'>",
        "<message to='a@example.org'/><message to='a@example.org'/>",
        "",
        "<!DOCTYPE x [<!ENTITY e 'boom'>]><message to='a@example.org'><body>&e;</body></message>",
      })
  void whatIsNotOneStanzaIs400(String xml) throws IOException {
    var answer = client.send(postXml(xml)).read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/xmpp+xml");
    assertThat(answer.body())
        .startsWith("<error ")
        .contains("http://etherx.jabber.org/streams", "urn:ietf:params:xml:ns:xmpp-streams");
    assertThat(server.component.sent).isEmpty();
    assertThat(client.send(postXml("<presence to='a@example.org'/>")).read().status())
        .as("the connection goes on")
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message/>",
        "<message to='a@b@c'/>",
        "<message type='shout' to='a@example.org'/>",
        "<iq type='get' to='a@example.org'/>",
      })
  void aWrongStanzaIs422(String xml) throws IOException {
    var answer = client.send(postXml(xml)).read();

    assertThat(answer.status()).isEqualTo(422);
    assertThat(server.component.sent).isEmpty();
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void aWrongStanzasIdIsGivenBackToo() throws IOException {
    assertThat(client.send(postXml("<message id='x7'/>")).read().header("Stanza-Id"))
        .isEqualTo("x7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rest.example", "bot@rest.example", "bot@REST.example/r", "rest.example/r"})
  void fromMayBeAnyAddressOfTheComponent(String from) throws IOException {
    String xml = "<message from='" + from + "' to='a@example.org'/>";

    assertThat(client.send(postXml(xml)).read().status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org", "bot@example.org", "sub.rest.example", "evilrest.example"})
  void fromOfAnybodyElseIs403(String from) throws IOException {
    var answer = client.send(postXml("<message from='" + from + "' to='a@example.org'/>")).read();

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("<forbidden", from, "anything@rest.example");
    assertThat(server.component.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/html",
        "Content-Type: application/xml",
        "Content-Type: application/json; charset=latin1",
        "Content-Type:",
        "X-None: 1"
      })
  void anotherContentTypeIs415AndNamesThoseThatAreTaken(String header) throws IOException {
    String head = post("x").replace("Content-Type: x", header);

    var answer = client.send(head + "Content-Length: 2\n\n{}").read();
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Content-Type")).isEqualTo("application/xmpp+xml");
    assertThat(answer.header("Accept")).contains("application/xmpp+xml", "application/json");
    assertThat(answer.body()).contains("application/xmpp+xml", "application/json");
  }

  @Test
  void anErrorFollowsAcceptWhereTheTypeIsUnknown() throws IOException {
    var answer =
        client.send(post("text/html") + "Accept: application/json\nContent-Length: 2\n\n{}").read();

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void aBodyInACodingThatIsNotTakenIs415() throws IOException {
    var answer = client.send(postXml("Content-Encoding: br\n", "xyz")).read();

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Prefer: wait=5                          | 5000   | wait=5",
        "Prefer: respond-async, wait=\"7\";x=y   | 7000   | wait=7",
        "Prefer: wait=999                        | 300000 | wait=300",
        "Prefer: wait=soon                       | 120000 | ''",
        "Prefer: wait=-1                         | 120000 | ''",
        "Prosody-Rest-Timeout: 5                 | 5000   | ''",
        "Prosody-Rest-Timeout: 2.5               | 2500   | ''",
        "Prosody-Rest-Timeout: 999               | 300000 | ''",
      })
  void aRequestSaysHowLongItsIqWaits(String header, long millis, String applied) throws Exception {
    client.send(postXml(header + "\n", PING));
    var request = server.component.nextRequest();
    assertThat(request.timeout()).isEqualTo(Duration.ofMillis(millis));

    request.reply().complete(new Reply.Answer(request.iq().reply("result")));
    assertThat(client.read().header("Preference-Applied")).isEqualTo(applied);
  }

  @Test
  void aMalformedTimeoutIs400AndNothingIsSent() throws IOException {
    var answer = client.send(postXml("Prosody-Rest-Timeout: soon\n", PING)).read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("Prosody-Rest-Timeout");
    assertThat(server.component.requests).isEmpty();
  }

  @Test
  void lenientHandlingSendsWhatIsKnown() throws IOException {
    String json = "{\"kind\":\"message\",\"to\":\"a@example.org\",\"bodi\":\"Hi\"}";
    String head = post("application/json") + "Content-Length: " + json.length() + "\n";

    var answer = client.send(head + "Prefer: handling=lenient\n\n" + json).read();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).isEqualTo("handling=lenient");
  }

  @Test
  void theConfigurationCanBeLenientAndARequestStrict() throws IOException {
    String json = "{\"kind\":\"message\",\"to\":\"a@example.org\",\"bodi\":\"Hi\"}";
    String head = post("application/json") + "Content-Length: " + json.length() + "\n";
    try (ServerUnderTest lenient =
            new ServerUnderTest(ServerUnderTest.TOKENS, ServerUnderTest.PATIENT, true);
        RawClient other = lenient.client()) {
      assertThat(other.send(head + "\n" + json).read().status()).isEqualTo(202);
      assertThat(other.send(head + "Prefer: handling=strict\n\n" + json).read().status())
          .isEqualTo(400);
    }
  }

  @Test
  void aFaultOfOursIs500AndTellsNothing() throws IOException {
    server.component.onSend =
        stanza -> {
          throw new IllegalStateException("a secret of the house");
        };

    var answer = client.send(postXml("<message to='a@example.org'/>")).read();
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body())
        .contains("<internal-server-error")
        .doesNotContain("secret", "Exception", "stanzagate");
    server.component.onSend =
        stanza -> CompletableFuture.failedFuture(new IllegalStateException("another"));
    assertThat(client.send(postXml("<message to='a@example.org'/>")).read().status())
        .isEqualTo(500);
  }
}
