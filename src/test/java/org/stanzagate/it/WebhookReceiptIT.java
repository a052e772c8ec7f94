package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.xml.Element;

/** A message that asks for a receipt gets one once the webhook has taken it (XEP-0184). */
@OnWebhookBench
class WebhookReceiptIT {
  private static final String REQUEST = "<request xmlns='urn:xmpp:receipts'/>";

  private final WebhookBench bench = WebhookBench.start("timeout: 1s");

  @AfterAll
  void stop() {
    bench.close();
  }

  private List<String> sentAfter(String attributes, WebhookAnswer answer) throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> answer);
    bench.send(
        "<message from='%s' to='bot@gw.localhost' %s><body>hi</body>%s</message>"
            .formatted(from, attributes, REQUEST));
    return bench.allTo(from);
  }

  private static void assertReceipt(String stanza, String id) throws Exception {
    Element message = StreamServer.read(stanza);
    assertThat(message.name()).isEqualTo("message");
    assertThat(message.elements()).hasSize(1);
    assertThat(message.elements().get(0).is("urn:xmpp:receipts", "received")).isTrue();
    assertThat(message.elements().get(0).attribute("id")).isEqualTo(id);
    assertThat(message.attribute("from")).isEqualTo("bot@gw.localhost");
    assertThat(message.attribute("id")).isNotEqualTo(id);
  }

  static Stream<WebhookAnswer> acceptances() {
    return Stream.of(
        WebhookAnswer.status(204),
        WebhookAnswer.status(202),
        WebhookAnswer.of(200, "text/html", "<h1>OK</h1>"),
        WebhookAnswer.xml("<presence/>"));
  }

  @ParameterizedTest
  @MethodSource("acceptances")
  void itComesAlone(WebhookAnswer answer) throws Exception {
    List<String> sent = sentAfter("type='chat' id='r1'", answer);

    assertThat(sent).hasSize(1);
    assertReceipt(sent.get(0), "r1");
  }

  @Test
  void itComesBeforeTheReply() throws Exception {
    List<String> sent = sentAfter("id='r2'", WebhookAnswer.text("hello"));

    assertThat(sent).hasSize(2);
    assertReceipt(sent.get(0), "r2");
    WebhookBench.assertXml(sent.get(1)).hasXPath("/message[not(r:received)]/body[.='hello']");
  }

  @Test
  void itNamesTheIdAsItIs() throws Exception {
    List<String> sent =
        sentAfter(
            "type='chat' id='&apos;&quot;&lt;&amp;&#13;&#10;\ud83c\udf39'",
            WebhookAnswer.status(204));

    assertThat(sent).hasSize(1);
    assertReceipt(sent.get(0), "'\"<&\r\n\ud83c\udf39");
  }

  static Stream<WebhookAnswer> refusals() {
    return Stream.of(
        WebhookAnswer.status(404),
        WebhookAnswer.status(500),
        WebhookAnswer.status(302, "Location: /"),
        WebhookAnswer.never(),
        WebhookAnswer.text("x".repeat(300_000)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalIsNoReceipt(WebhookAnswer answer) throws Exception {
    List<String> sent = sentAfter("type='chat' id='r3'", answer);

    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0)).hasXPath("/message[@type='error' and not(r:received)]");
  }

  @Test
  void thereIsNoneForAGroupchatNorWithoutAnIdNorForAnError() throws Exception {
    assertThat(sentAfter("type='groupchat' id='r4'", WebhookAnswer.status(204))).isEmpty();
    assertThat(sentAfter("type='chat'", WebhookAnswer.status(204))).isEmpty();
    assertThat(sentAfter("type='error' id='r5'", WebhookAnswer.status(204))).isEmpty();
  }

  @Test
  void thereIsNoneThatWasNotAskedFor() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.status(204));
    bench.say(from, "no receipt, please");
    bench.send(
        "<message from='%s' to='bot@gw.localhost' id='r6'><received xmlns='urn:xmpp:receipts' id='x'/></message>"
            .formatted(from));
    bench.send(
        "<message from='%s' to='bot@gw.localhost' id='r7'><request xmlns='urn:example:other'/></message>"
            .formatted(from));

    assertThat(bench.allTo(from)).isEmpty();
  }
}
