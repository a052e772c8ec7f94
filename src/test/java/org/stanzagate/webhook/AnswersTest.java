package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.webhook.Xml.element;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.helpers.MessageFormatter;
import org.stanzagate.client.Content;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.client.WebhookAnswer.Answered;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementWriter;

/** What goes back for what a webhook answers. The ids that are made are new-1, new-2, … */
class AnswersTest {
  private static final Codecs CODECS = Codecs.load();
  private static final String XML = "application/xmpp+xml";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";
  private static final String NS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";

  private static final String CHAT =
      "<message type='chat' id='q' from='a@b/c' to='bot@gw/r'><body>Hi</body></message>";
  private static final String ROOM =
      "<message type='groupchat' id='q' from='room@muc/romeo' to='bot@gw/r'>"
          + "<body>Hi</body></message>";
  private static final String IQ =
      "<iq type='get' id='q' from='a@b/c' to='bot@gw'><ping xmlns='urn:xmpp:ping'/></iq>";
  private static final String PRESENCE =
      "<presence type='subscribe' id='q' from='a@b' to='bot@gw'/>";

  private final Rooms rooms = new Rooms(new ScriptedComponent());
  private final AtomicInteger ids = new AtomicInteger();
  private final Answers answers = new Answers(CODECS, rooms, () -> "new-" + ids.incrementAndGet());

  private static Answered answer(int status, String type, String body) {
    return new Answered(
        status, type, null, false, null, new Content(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Answered nothing(int status) {
    return new Answered(status, null, null, false, null, Content.NONE);
  }

  private Response response(String stanza, WebhookAnswer answer) {
    return answers.to(Xml.incoming(stanza), answer);
  }

  private List<Element> back(String stanza, WebhookAnswer answer) {
    return elements(response(stanza, answer));
  }

  private static List<Element> elements(Response response) {
    return response.stanzas().stream().map(stanza -> stanza.element()).toList();
  }

  private static String text(Response.Note note) {
    return MessageFormatter.basicArrayFormat(note.format(), note.arguments().toArray());
  }

  /** Nothing goes back, and the log says so. */
  private void assertDropped(String stanza, WebhookAnswer answer, String note) {
    Response response = response(stanza, answer);
    assertThat(response.stanzas()).isEmpty();
    assertThat(response.notes())
        .extracting(AnswersTest::text)
        .singleElement()
        .asString()
        .contains(note);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        XML + "|<message><body>Yes</body></message>",
        XML + "; charset=utf-8|<message xmlns='jabber:client'><body>Yes</body></message>",
        XML + "|<message to='x@y' from='z@y'><body>Yes</body></message>",
        JSON + "|{\"body\":\"Yes\"}",
        JSON + "|{\"kind\":\"message\",\"to\":\"x@y\",\"from\":\"z@y\",\"body\":\"Yes\"}",
        JSON + "|{\"body\":\"Yes\",\"colour\":\"red\"}",
        "application/x-www-form-urlencoded|body=Yes",
        TEXT + "; charset=UTF-8|Yes",
      })
  void aMessageGoesBackToItsSenderInTheTypeThatCame(String type, String body) {
    assertThat(back(CHAT, answer(200, type, body)))
        .containsExactly(
            element(
                "<message type='chat' id='new-1' to='a@b/c' from='bot@gw/r'>"
                    + "<body>Yes</body></message>"));
  }

  @Test
  void aMessageOfNoTypeIsAnsweredByOneAndItsOwnTypeAndIdAndLanguageAreKept() {
    String normal = CHAT.replace("type='chat' ", "");

    assertThat(back(normal, answer(200, TEXT, "Yes")))
        .containsExactly(
            element("<message id='new-1' to='a@b/c' from='bot@gw/r'><body>Yes</body></message>"));
    assertThat(
            back(
                CHAT,
                answer(
                    201,
                    XML,
                    "<message type='headline' id='mine' xml:lang='de'><body>Ja</body></message>")))
        .containsExactly(
            element(
                "<message type='headline' id='mine' xml:lang='de' to='a@b/c' from='bot@gw/r'>"
                    + "<body>Ja</body></message>"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204, 299})
  void anEmptyAnswerAcceptsAndAnIqGetsItsResult(int status) {
    assertThat(response(CHAT, nothing(status)))
        .isEqualTo(new Response(List.of(), false, List.of()));
    assertThat(back(PRESENCE, nothing(status))).isEmpty();
    assertThat(back(IQ, nothing(status)))
        .containsExactly(element("<iq type='result' id='q' to='a@b/c' from='bot@gw'/>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/html|OK|Content-Type text/html",
        "|OK|Content-Type null",
        JSON + "; charset=latin1|{}|Content-Type",
        JSON + "|{\"body\":|is no stanza",
        JSON + "|[{\"body\":\"Hi\"}]|is no stanza",
        JSON + "|{\"kind\":\"presence\"}|of the kind presence",
        JSON + "|{\"type\":\"groupchatt\",\"body\":\"x\"}|is no proper stanza",
        JSON + "|{\"body\":\"\\ud800\"}|is no stanza",
        XML + "|<message/><message/>|is no stanza",
        XML + "|<!DOCTYPE x [<!ENTITY a 'b'>]><message><body>&a;</body></message>|is no stanza",
        XML + "|<presence/>|of the kind presence",
        XML + "|<message xmlns='urn:x'/>|is no proper stanza",
        XML + "|<message>text</message>|is no proper stanza",
        XML + "|<message type='error'><body>x</body></message>|is no proper stanza",
      })
  void whatIsNoSuchStanzaCountsAsNone(String type, String body, String note) {
    assertDropped(CHAT, answer(200, type, body), note);
  }

  @Test
  void anIqIsAnsweredWithItsIdAndAResultUnlessItIsAnError() {
    String result =
        "<iq type='result' id='q' to='a@b/c' from='bot@gw'>"
            + "<query xmlns='jabber:iq:version'><name>Bot</name></query></iq>";

    assertThat(
            back(
                IQ,
                answer(
                    200,
                    XML,
                    "<iq type='set' id='other'>"
                        + "<query xmlns='jabber:iq:version'><name>Bot</name></query></iq>")))
        .containsExactly(element(result));
    assertThat(back(IQ, answer(200, JSON, "{\"version\":{\"name\":\"Bot\"}}")))
        .containsExactly(element(result));
    assertThat(back(IQ, answer(200, JSON, "{\"items\":[{\"jid\":\"x@y\",\"name\":\"X\"}]}")))
        .containsExactly(
            element(
                "<iq type='result' id='q' to='a@b/c' from='bot@gw'>"
                    + "<query xmlns='http://jabber.org/protocol/disco#items'>"
                    + "<item jid='x@y' name='X'/></query></iq>"));
    assertThat(
            back(IQ, answer(200, JSON, "{\"command\":{\"node\":\"n\",\"status\":\"completed\"}}")))
        .containsExactly(
            element(
                "<iq type='result' id='q' to='a@b/c' from='bot@gw'>"
                    + "<command xmlns='http://jabber.org/protocol/commands' node='n'"
                    + " status='completed'/></iq>"));
    assertThat(back(IQ, answer(200, JSON, "{\"ping\":true}")))
        .containsExactly(
            element(
                "<iq type='result' id='q' to='a@b/c' from='bot@gw'>"
                    + "<ping xmlns='urn:xmpp:ping'/></iq>"));
    assertThat(
            back(
                IQ,
                answer(200, JSON, "{\"error\":{\"type\":\"auth\",\"condition\":\"forbidden\"}}")))
        .singleElement()
        .asString()
        .contains("type='error'", "<forbidden");
    assertThat(back(IQ, answer(200, JSON, "{}")))
        .containsExactly(element("<iq type='result' id='q' to='a@b/c' from='bot@gw'/>"));
    assertThat(
            back(
                IQ,
                answer(
                    200,
                    JSON,
                    "{\"type\":\"error\",\"error\":"
                        + "{\"type\":\"auth\",\"condition\":\"forbidden\"}}")))
        .containsExactly(
            element(
                "<iq type='error' id='q' to='a@b/c' from='bot@gw'>"
                    + "<error type='auth'><forbidden "
                    + NS
                    + "/></error></iq>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        TEXT + "|OK",
        "text/html|OK",
        JSON + "|{\"body\":\"Hi\"}",
        JSON + "|{",
        XML + "|<iq><a xmlns='urn:a'/><b xmlns='urn:b'/></iq>",
      })
  void anIqWhoseAnswerIsNoStanzaGetsAnEmptyResult(String type, String body) {
    Response response = response(IQ, answer(200, type, body));

    assertThat(elements(response))
        .containsExactly(element("<iq type='result' id='q' to='a@b/c' from='bot@gw'/>"));
    assertThat(response.notes()).hasSize(1);
  }

  @Test
  void aPresenceIsAnsweredByPresence() {
    assertThat(back(PRESENCE, answer(200, JSON, "{\"type\":\"subscribed\"}")))
        .containsExactly(
            element("<presence type='subscribed' id='new-1' to='a@b' from='bot@gw'/>"));
    assertThat(back(PRESENCE, answer(200, TEXT, "dnd")))
        .containsExactly(
            element("<presence id='new-2' to='a@b' from='bot@gw'><show>dnd</show></presence>"));
  }

  @ParameterizedTest
  @CsvSource({
    "301, cancel, undefined-condition",
    "308, cancel, undefined-condition",
    "400, modify, bad-request",
    "401, auth, not-authorized",
    "402, auth, payment-required",
    "403, auth, forbidden",
    "404, cancel, item-not-found",
    "405, cancel, not-allowed",
    "406, modify, not-acceptable",
    "407, auth, registration-required",
    "408, wait, remote-server-timeout",
    "409, cancel, conflict",
    "410, cancel, gone",
    "411, modify, bad-request",
    "412, cancel, conflict",
    "413, modify, resource-constraint",
    "414, modify, resource-constraint",
    "415, cancel, feature-not-implemented",
    "416, modify, bad-request",
    "418, modify, bad-request",
    "422, modify, bad-request",
    "423, wait, resource-constraint",
    "425, wait, resource-constraint",
    "429, wait, resource-constraint",
    "431, modify, resource-constraint",
    "451, auth, forbidden",
    "499, modify, bad-request",
    "500, wait, internal-server-error",
    "501, cancel, feature-not-implemented",
    "502, wait, remote-server-timeout",
    "503, cancel, service-unavailable",
    "504, wait, remote-server-timeout",
    "505, cancel, internal-server-error",
    "507, wait, resource-constraint",
    "511, auth, not-authorized",
    "599, cancel, internal-server-error",
    "666, cancel, internal-server-error",
  })
  void aFailureIsAStanzaError(int status, String type, String condition) {
    String error =
        " to='a@b/c' from='%s' type='error' id='q'><error type='"
            + type
            + "'><"
            + condition
            + " "
            + NS
            + "/></error>";

    assertThat(back(CHAT, nothing(status)))
        .containsExactly(element("<message" + error.formatted("bot@gw/r") + "</message>"));
    assertThat(back(IQ, nothing(status)))
        .containsExactly(element("<iq" + error.formatted("bot@gw") + "</iq>"));
  }

  @Test
  void aShortTextIsTheErrorsAndNoOther() {
    String forbidden = "<forbidden " + NS + "/>";

    assertThat(errorOf(answer(403, TEXT, " Not\u0007 you \n")))
        .isEqualTo(
            "<error type='auth'>" + forbidden + "<text " + NS + ">Not\uFFFD you</text></error>");
    assertThat(errorOf(answer(403, TEXT, "😀".repeat(200)))).contains("😀".repeat(200));
    assertThat(errorOf(answer(403, TEXT, "x".repeat(201)))).doesNotContain("<text");
    assertThat(errorOf(answer(403, TEXT, " "))).doesNotContain("<text");
    assertThat(errorOf(answer(403, "text/html", "Not you"))).doesNotContain("<text");
    assertThat(errorOf(answer(403, JSON, "{\"detail\":\"Not Found\"}"))).doesNotContain("<text");
  }

  private String errorOf(Answered answer) {
    List<Element> back = back(CHAT, answer);
    assertThat(back).hasSize(1);
    return ElementWriter.toXml(
        back.get(0).element("jabber:client", "error").orElseThrow(), "jabber:client");
  }

  @Test
  void anErrorStanzaIsSentAsItIs() {
    String error =
        "<error type='cancel' by='bot@gw'><gone "
            + NS
            + ">xmpp:x@y</gone>"
            + "<more xmlns='urn:x'/></error>";

    assertThat(back(CHAT, answer(500, XML, "<message type='error' id='x'>" + error + "</message>")))
        .containsExactly(
            element(
                "<message type='error' id='q' to='a@b/c' from='bot@gw/r'>" + error + "</message>"));
    assertThat(back(IQ, answer(404, XML, "<message type='error'>" + error + "</message>")))
        .singleElement()
        .asString()
        .contains("item-not-found");
    assertThat(
            back(
                IQ,
                answer(
                    400,
                    JSON,
                    "{\"type\":\"error\",\"error\":"
                        + "{\"type\":\"wait\",\"condition\":\"conflict\",\"text\":\"Soon\"}}")))
        .containsExactly(
            element(
                "<iq type='error' id='q' to='a@b/c' from='bot@gw'><error type='wait'><conflict "
                    + NS
                    + "/><text "
                    + NS
                    + ">Soon</text></error></iq>"));
  }

  @Test
  void noAnswerIsATransientErrorAndAnUnusableOneAFinal() {
    assertThat(back(IQ, new WebhookAnswer.NoConnection("refused")))
        .singleElement()
        .asString()
        .contains("type='wait'", "recipient-unavailable")
        .doesNotContain("refused");
    assertThat(back(IQ, new WebhookAnswer.NoAnswer()))
        .singleElement()
        .asString()
        .contains("type='wait'", "remote-server-timeout");
    assertThat(back(IQ, new WebhookAnswer.Unusable("long")))
        .singleElement()
        .asString()
        .contains("type='cancel'", "internal-server-error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PRESENCE,
        ROOM,
        "<presence type='error' from='a@b' to='bot@gw'><error type='cancel'/></presence>",
        "<message type='error' id='q' from='a@b' to='bot@gw'><body>Hi</body></message>",
        "<message type='headline' id='q' from='a@b' to='bot@gw'><body>Hi</body></message>",
        "<message type='chat' id='q' from='room@muc/romeo' to='bot@gw'><body>Hi</body>"
            + "<x xmlns='http://jabber.org/protocol/muc#user'/></message>",
        "<iq type='result' id='q' from='a@b' to='bot@gw'/>",
        "<iq type='error' id='q' from='a@b' to='bot@gw'/>",
      })
  void noErrorIsEverSentInAnswerToThese(String stanza) {
    String kind = stanza.substring(1, stanza.indexOf(' '));
    String error =
        "<"
            + kind
            + " type='error'><error type='cancel'><conflict "
            + NS
            + "/></error></"
            + kind
            + ">";

    assertThat(back(stanza, nothing(500))).isEmpty();
    assertThat(back(stanza, nothing(302))).isEmpty();
    assertThat(back(stanza, new WebhookAnswer.NoConnection("x"))).isEmpty();
    assertThat(back(stanza, new WebhookAnswer.NoAnswer())).isEmpty();
    assertThat(back(stanza, new WebhookAnswer.Unusable("x"))).isEmpty();
    assertThat(back(stanza, answer(400, XML, error))).isEmpty();
    assertThat(back(stanza, answer(200, XML, error))).isEmpty();
  }

  @Test
  void anErrorOrAResultIsNeverAnswered() {
    Answered said = answer(200, XML, "<iq type='result'/>");

    assertDropped("<iq type='result' id='q' from='a@b' to='bot@gw'/>", said, "never answered");
    assertDropped("<iq type='error' id='q' from='a@b' to='bot@gw'/>", said, "never answered");
    assertDropped(
        "<message type='error' id='q' from='a@b' to='bot@gw'>"
            + "<request xmlns='urn:xmpp:receipts'/><error type='cancel'/></message>",
        answer(200, TEXT, "Oh"),
        "never answered");
    assertDropped(
        "<presence type='error' from='a@b' to='bot@gw'/>",
        answer(200, JSON, "{\"show\":\"dnd\"}"),
        "never answered");
  }

  @Test
  void aRoomIsAnsweredAsAWholeAndAnOccupantAlone() {
    assertThat(back(ROOM, answer(200, JSON, "{\"body\":\"Yes\"}")))
        .containsExactly(
            element(
                "<message type='groupchat' id='new-1' to='room@muc' from='bot@gw/r'>"
                    + "<body>Yes</body></message>"));
    assertThat(back(ROOM, answer(200, JSON, "{\"type\":\"chat\",\"body\":\"Psst\"}")))
        .containsExactly(
            element(
                "<message type='chat' id='new-2' to='room@muc/romeo' from='bot@gw/r'>"
                    + "<body>Psst</body></message>"));
  }

  @Test
  void aBotCannotTalkToItselfOrToThePast() {
    Answered said = answer(200, TEXT, "Yes");

    assertDropped(
        ROOM.replace("</body>", "</body><delay xmlns='urn:xmpp:delay' stamp='x'/>"),
        said,
        "history");
    assertDropped(ROOM.replace("<body>Hi</body>", "<subject>Hi</subject>"), said, "no body");
    Response own = answers.to(new Incoming(Xml.stanza(ROOM), true), said);
    assertThat(own.stanzas()).isEmpty();
    assertThat(own.notes()).extracting(AnswersTest::text).asString().contains("the bot's own");
  }

  @Test
  void aReceiptIsSentAloneBeforeTheReply() {
    String asks = CHAT.replace("</body>", "</body><request xmlns='urn:xmpp:receipts'/>");
    String receipt =
        "<message type='chat' id='new-%d' to='a@b/c' from='bot@gw/r'>"
            + "<received xmlns='urn:xmpp:receipts' id='q'/></message>";

    assertThat(back(asks, answer(200, TEXT, "Yes")))
        .containsExactly(
            element(receipt.formatted(1)),
            element(
                "<message type='chat' id='new-2' to='a@b/c' from='bot@gw/r'>"
                    + "<body>Yes</body></message>"));
    assertThat(back(asks, nothing(204))).containsExactly(element(receipt.formatted(3)));
    assertThat(back(asks, nothing(404))).singleElement().asString().contains("item-not-found");
    assertThat(back(asks.replace("id='q'", ""), nothing(204))).isEmpty();
    assertThat(
            back(
                ROOM.replace("</body>", "</body><request xmlns='urn:xmpp:receipts'/>"),
                nothing(204)))
        .isEmpty();
  }

  @Test
  void anIqCanBeLeftOpen() {
    Answered later = new Answered(202, null, null, true, null, Content.NONE);

    assertThat(response(IQ, later)).isEqualTo(new Response(List.of(), true, List.of()));
    assertThat(response(CHAT, later).isLater()).isFalse();
    assertThat(response(IQ, new Answered(200, null, null, true, null, Content.NONE)).isLater())
        .isFalse();
  }
}
