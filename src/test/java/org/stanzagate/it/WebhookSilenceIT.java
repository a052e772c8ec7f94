package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not be answered isn't, whatever the webhook says. */
@OnWebhookBench
class WebhookSilenceIT {
  private static final String BODY = "<body>zebra</body>";
  private static final String GONE =
      "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

  private final WebhookBench bench = WebhookBench.start("timeout: 1s");

  @AfterAll
  void stop() {
    bench.close();
  }

  /** Never refused: presences, what rooms send, and what is an answer itself. */
  static Stream<String> neverRefused() {
    return Stream.concat(
        neverAnswered(),
        Stream.of(
            "<presence @/>",
            "<presence @ type='unavailable'/>",
            "<presence @ type='subscribe'/>",
            "<presence @ type='unsubscribed'/>",
            "<presence @ type='probe'/>",
            "<message @ type='groupchat'>" + BODY + "</message>",
            "<message @ type='headline'>" + BODY + "</message>",
            "<message @ type='chat'>"
                + BODY
                + "<x xmlns='http://jabber.org/protocol/muc#user'/></message>",
            "<message @><x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@b.example'/></x></message>",
            "<message @ type='chat'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none'/></x>"
                + "<request xmlns='urn:xmpp:receipts'/></message>"));
  }

  /** Not even with a stanza in order. */
  static Stream<String> neverAnswered() {
    return Stream.of(
        "<message @ type='error'>" + BODY + GONE + "</message>",
        "<message @ type='error'/>",
        "<message @ type='error'><request xmlns='urn:xmpp:receipts'/>" + GONE + "</message>",
        "<presence @ type='error'>" + GONE + "</presence>",
        "<iq @ type='result'/>",
        "<iq @ type='result'><q xmlns='urn:example:q'/></iq>",
        "<iq @ type='error'>" + GONE + "</iq>");
  }

  private List<String> sentAfter(String stanza, WebhookAnswer answer) throws Exception {
    String from = WebhookBench.somebody();
    String id = WebhookBench.newId();
    bench.answers(request -> answer);
    bench.send(
        stanza.replaceFirst("@", "from='%s' to='bot@gw.localhost' id='%s'".formatted(from, id)));
    bench.webhook().post(id);
    return bench.allTo(from);
  }

  @ParameterizedTest
  @MethodSource("neverRefused")
  void noErrorAnswersIt(String stanza) throws Exception {
    assertThat(sentAfter(stanza, WebhookAnswer.status(500))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.status(302, "Location: /"))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.of(404, WebhookAnswer.TEXT, "zebra"))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.text("x".repeat(300_000)))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.reset())).isEmpty();
    String kind = stanza.substring(1, stanza.indexOf(' '));
    String error = "<%1$s type='error'>%2$s</%1$s>".formatted(kind, GONE);
    assertThat(sentAfter(stanza, WebhookAnswer.of(410, WebhookAnswer.XML, error))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("neverAnswered")
  void noStanzaAnswersIt(String stanza) throws Exception {
    String kind = stanza.substring(1, stanza.indexOf(' '));
    String type = kind.equals("iq") ? " type='result'" : "";
    assertThat(sentAfter(stanza, WebhookAnswer.xml("<" + kind + type + "/>"))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.text("zebra"))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.status(204))).isEmpty();
    assertThat(sentAfter(stanza, WebhookAnswer.status(202, "Stanza-Reply: later"))).isEmpty();
  }

  @Test
  void noErrorAnswersItAfterATimeoutEither() throws Exception {
    String presence = "<presence @/>";
    String groupchat = "<message @ type='groupchat'>" + BODY + "</message>";

    assertThat(sentAfter(presence, WebhookAnswer.never())).isEmpty();
    assertThat(sentAfter(groupchat, WebhookAnswer.never())).isEmpty();
  }

  @Test
  void whatIsTooLargeIsRefusedOnlyWhereItMayBe() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.status(204));
    String large = "<x xmlns='urn:example:x'>" + "x".repeat(20_000) + "</x>";
    String addresses = "from='%s' to='bot@gw.localhost' id='large'".formatted(from);
    for (String stanza :
        List.of(
            "<presence %s>%s</presence>",
            "<iq %s type='result'>%s</iq>",
            "<message %s type='groupchat'>%s</message>",
            "<message %s type='headline'>%s</message>",
            "<message %s type='error'>%s</message>")) {
      bench.send(stanza.formatted(addresses, large));
    }

    assertThat(bench.allTo(from)).isEmpty();
    assertThat(bench.webhook().postsWith("id='large'")).isEmpty();
    bench.send("<message %s>%s</message>".formatted(addresses, large));
    assertThat(bench.reply(from, "large").attribute("type")).isEqualTo("error");
  }
}
