package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.xml.Element;

/** A stanza in a webhook's answer goes back to the one who wrote, and to nobody else. */
@OnWebhookBench
class WebhookAnswerIT {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final WebhookBench bench = WebhookBench.start("");

  @AfterAll
  void stop() {
    bench.close();
  }

  private List<String> answersTo(String from, String kind, String type, WebhookAnswer answer)
      throws Exception {
    bench.answers(request -> answer);
    bench.send(
        "<%1$s from='%2$s' to='bot@gw.localhost' id='asked'%3$s/>"
            .formatted(kind, from, type.isEmpty() ? "" : " type='" + type + "'"));
    return bench.allTo(from);
  }

  private String oneAnswer(String kind, String type, WebhookAnswer answer) throws Exception {
    String from = WebhookBench.somebody();
    List<String> sent = answersTo(from, kind, type, answer);
    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0))
        .hasXPath("/%s[@from='bot@gw.localhost' and @to='%s']".formatted(kind, from));
    return sent.get(0);
  }

  static Stream<WebhookAnswer> theSameMessage() {
    String xml = "<message type='chat' id='r1'><body>hi there! \u00fc</body></message>";
    String json =
        "{\"kind\":\"message\",\"type\":\"chat\",\"id\":\"r1\",\"body\":\"hi there! \\u00fc\"}";
    return Stream.of(
        WebhookAnswer.xml(xml),
        WebhookAnswer.xml("\n " + xml + "\n"),
        WebhookAnswer.xml(xml.replace("<message", "<message xmlns='jabber:client'")),
        WebhookAnswer.of(201, "application/xmpp+xml; charset=UTF-8", xml),
        WebhookAnswer.json(json),
        WebhookAnswer.json(json.replace("\"kind\":\"message\",", "")),
        WebhookAnswer.of(299, "APPLICATION/JSON;charset=utf-8", json),
        WebhookAnswer.of(200, FORM, "kind=message&type=chat&id=r1&body=hi+there%21+%C3%BC"),
        WebhookAnswer.of(
            202, FORM + "; charset=utf-8", "id=r1&body=hi%20there!%20%c3%bc&type=chat"),
        WebhookAnswer.chunked(WebhookAnswer.XML, xml.replace("\u00fc", "&#252;")),
        WebhookAnswer.raw(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
            .then(WebhookAnswer.xml(xml)),
        WebhookAnswer.raw(
                "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n",
                json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .thenClose(),
        WebhookAnswer.xml(
            xml.replace("type='chat'", "to='victim@example.net' from='boss@example.net'")),
        WebhookAnswer.json(
            json.replace("{", "{\"to\":\"victim@example.net\",\"from\":\"boss@example.net\",")),
        WebhookAnswer.xml(xml.replace("type='chat'", "to='@@' from='' ")));
  }

  @ParameterizedTest
  @MethodSource("theSameMessage")
  void aMessageGoesBackToTheSender(WebhookAnswer answer) throws Exception {
    String sent = oneAnswer("message", "chat", answer);

    WebhookBench.assertXml(sent)
        .hasXPath("/message[@type='chat' and @id='r1']/body[.='hi there! \u00fc']");
    assertThat(bench.server().received().all(WebhookAnswerIT::isAstray)).isEmpty();
  }

  private static boolean isAstray(Element stanza) {
    return !String.valueOf(stanza.attribute("to")).endsWith("@localhost/lute");
  }

  @ParameterizedTest
  @CsvSource({"chat, chat", "normal, normal", "'', normal", "headline, headline"})
  void plainTextIsTheBodyOfAMessageOfTheSameType(String type, String expected) throws Exception {
    String sent = oneAnswer("message", type, WebhookAnswer.text("a < b & c\n\ud83c\udf39"));

    Element message = StreamServer.read(sent);
    String sentType = message.attribute("type");
    assertThat(sentType == null ? "normal" : sentType).isEqualTo(expected);
    assertThat(message.element(StreamServer.CLIENT, "body").orElseThrow().text())
        .isEqualTo("a < b & c\n\ud83c\udf39");
    assertThat(message.attribute("id")).isNotBlank().isNotEqualTo("asked");
  }

  @Test
  void aTypeThatIsGivenStays() throws Exception {
    String sent =
        oneAnswer(
            "message",
            "chat",
            WebhookAnswer.xml("<message type='headline'><body>x</body></message>"));
    WebhookBench.assertXml(sent)
        .hasXPath("/message[@type='headline' and @id!='asked' and @id!='']");
  }

  @Test
  void anErrorWithinASuccessIsAnErrorToo() throws Exception {
    String sent =
        oneAnswer(
            "message",
            "chat",
            WebhookAnswer.xml(
                "<message type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"));
    WebhookBench.assertXml(sent).hasXPath("/message[@type='error']/error[@type='cancel']/e:gone");
  }

  @Test
  void aPresenceIsAnsweredWithAPresence() throws Exception {
    WebhookBench.assertXml(
            oneAnswer("presence", "subscribe", WebhookAnswer.xml("<presence type='subscribed'/>")))
        .hasXPath("/presence[@type='subscribed']");
    WebhookBench.assertXml(
            oneAnswer("presence", "", WebhookAnswer.json("{\"show\":\"away\",\"status\":\"tea\"}")))
        .hasXPath("/presence[show='away' and status='tea']");
    WebhookBench.assertXml(
            oneAnswer("presence", "probe", WebhookAnswer.json("{\"status\":\"here\"}")))
        .hasXPath("/presence[status='here']");
  }

  @Test
  void namespacesAndMixedTextGoOutAsTheyCame() throws Exception {
    String content =
        "<p:note xmlns:p='urn:example:note' p:tone='soft'>one <p:b>two</p:b> three<x xmlns='urn:o'> <y/></x></p:note><body>z</body>";
    String sent =
        oneAnswer(
            "message",
            "chat",
            WebhookAnswer.xml("<message id='r2' type='chat'>" + content + "</message>"));
    WebhookBench.assertXml(sent).hasXPath("/message[@id='r2']");
    assertThat(sent.substring(sent.indexOf('>') + 1).replace('"', '\''))
        .isEqualTo(content + "</message>");
  }

  @Test
  void anUnknownKeyIsAWarningAndTheRestIsSent() throws Exception {
    String sent =
        oneAnswer(
            "message",
            "chat",
            WebhookAnswer.json("{\"body\":\"hi\",\"zebrahue\":\"red\",\"subject\":{}}"));

    WebhookBench.assertXml(sent).hasXPath("/message[@type='chat' and not(subject)]/body[.='hi']");
    bench.gateway().awaitLog(java.util.regex.Pattern.compile("WARN.*zebrahue"));
  }

  @ParameterizedTest
  @MethodSource("org.stanzagate.it.Rubbish#accepted")
  void whatHoldsNothingIsAccepted(Rubbish rubbish) throws Exception {
    assertCountsAsNone(rubbish);
  }

  @ParameterizedTest
  @MethodSource("org.stanzagate.it.Rubbish#noted")
  void whatIsNoSuchStanzaCountsAsNoneWithALineInTheLog(Rubbish rubbish) throws Exception {
    int before = bench.gateway().printed().length();

    assertCountsAsNone(rubbish);

    // One for the message and one for the iq.
    assertThat(bench.gateway().printed().substring(before).lines()).hasSizeBetween(2, 4);
  }

  private void assertCountsAsNone(Rubbish rubbish) throws Exception {
    String from = WebhookBench.somebody();
    assertThat(answersTo(from, "message", "chat", rubbish.answer())).isEmpty();
    String iq = bench.ask(from);
    WebhookBench.assertXml(StreamServer.xml(bench.reply(from, iq)))
        .hasXPath("/iq[@type='result' and not(node())]");
    assertThat(bench.allTo(from)).hasSize(1);
    assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("org.stanzagate.it.Rubbish#tooLong")
  void whatIsTooLongIsAnInternalServerError(Rubbish rubbish) throws Exception {
    String from = WebhookBench.somebody();

    List<String> sent = answersTo(from, "message", "chat", rubbish.answer());

    WebhookBench.assertRefused(sent, "cancel", "internal-server-error");
  }

  @Test
  void anErrorPageThatIsTooLongIsAnInternalServerErrorAnyway() throws Exception {
    String from = WebhookBench.somebody();

    List<String> sent =
        answersTo(
            from, "message", "chat", WebhookAnswer.of(500, "text/html", "x".repeat(5_000_000)));

    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0))
        .hasXPath("/message[@type='error']/error/e:internal-server-error");
  }

  @Test
  void anAnswerOfTheLargestSizeIsTaken() throws Exception {
    String text = "x".repeat(192 * 1024);
    WebhookBench.assertXml(oneAnswer("message", "chat", WebhookAnswer.text(text)))
        .hasXPath("/message/body[string-length(.)=%d]".formatted(text.length()));
  }

  @Test
  void anAnswerThatBecomesTooLargeOnItsWayHarmsNothing() throws Exception {
    String from = WebhookBench.somebody();

    // Each is five characters as XML: more than max_send, which a server would end the stream over.
    List<String> sent =
        answersTo(from, "message", "chat", WebhookAnswer.text("&".repeat(190 * 1024)));

    assertThat(sent).allMatch(stanza -> stanza.length() <= 256 * 1024);
    assertThat(bench.gateway().get("/readyz")).isEqualTo(200);
  }
}
