package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bot in a room talks to the others, never to itself, and does nothing that gets it thrown out.
 */
@OnWebhookBench
class WebhookRoomIT {
  private final WebhookBench bench = WebhookBench.start("");
  private String room = "";

  @AfterAll
  void stop() {
    bench.close();
  }

  /** The bot asks for the nick bot; the room calls it bot-2. */
  @BeforeEach
  void join() throws Exception {
    room = WebhookBench.newId() + "room@muc.localhost";
    bench.answers(request -> WebhookAnswer.status(204));
    bench
        .gateway()
        .post(
            GatewayProcess.XML,
            "<presence from='bot@gw.localhost' to='%s/bot' id='join'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
                .formatted(room));
    bench.toUser(room + "/bot", stanza -> stanza.name().equals("presence"));
    String presence =
        "<presence from='%s/%s' to='bot@gw.localhost'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant'/>%s</x></presence>";
    bench.send(presence.formatted(room, "romeo", ""));
    bench.send(
        presence.formatted(
            room, "bot-2", "<status code='100'/><status code='110'/><status code='210'/>"));
    bench.allTo(room, room + "/romeo", "bot@gw.localhost");
  }

  /** What the room got, from joining on, in answer to one stanza of an occupant. */
  private List<String> roomGets(String nick, String type, String content) throws Exception {
    String id = WebhookBench.newId();
    bench.send(
        "<message from='%s' to='bot@gw.localhost' type='%s' id='%s'>%s</message>"
            .formatted(nick.isEmpty() ? room : room + "/" + nick, type, id, content));
    bench.webhook().post(id);
    return bench.allTo(room, room + "/romeo", "bot@gw.localhost");
  }

  @Test
  void anAnswerGoesToTheWholeRoom() throws Exception {
    bench.answers(request -> WebhookAnswer.text("good evening"));

    List<String> sent = roomGets("romeo", "groupchat", "<body>good evening, bot</body>");

    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0))
        .hasXPath(
            "/message[@type='groupchat' and @from='bot@gw.localhost']/body[.='good evening']");
  }

  @Test
  void anAnswerWithoutATypeAndWithAnotherAddressGoesToTheWholeRoom() throws Exception {
    bench.answers(
        request -> WebhookAnswer.xml("<message to='x@y.example'><body>evening</body></message>"));

    List<String> sent = roomGets("romeo", "groupchat", "<body>good evening, bot</body>");

    assertThat(sent).hasSize(1);
    WebhookBench.assertXml(sent.get(0)).hasXPath("/message[@type='groupchat']/body[.='evening']");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<body>history</body><delay xmlns='urn:xmpp:delay' stamp='2026-11-22T10:00:00Z'/>",
        "<subject>tonight</subject>",
        "<subject/>",
        "<composing xmlns='http://jabber.org/protocol/chatstates'/>",
        "<body xmlns='urn:example:body'>no body at all</body>"
      })
  void anAnswerToHistoryOrToNothingSaidIsDropped(String content) throws Exception {
    bench.answers(request -> WebhookAnswer.text("zebra"));
    int before = bench.gateway().printed().length();

    assertThat(roomGets("romeo", "groupchat", content)).isEmpty();

    assertThat(bench.gateway().printed().substring(before)).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bot-2", "BOT-2"})
  void aBotIsNotAnsweredByItself(String nick) throws Exception {
    bench.answers(request -> WebhookAnswer.text("zebra"));

    List<String> sent = roomGets(nick, "groupchat", "<body>echo?</body>");

    // Resources, and so nicks, are told apart by case (RFC 6122): BOT-2 is somebody else.
    assertThat(sent).hasSize(nick.equals("bot-2") ? 0 : 1);
  }

  @Test
  void aPrivateMessageIsAnsweredInPrivate() throws Exception {
    bench.answers(request -> WebhookAnswer.text("psst"));

    assertThat(roomGets("romeo", "chat", "<body>psst</body>")).isEmpty();

    WebhookBench.assertXml(
            StreamServer.xml(
                bench.toUser(room + "/romeo", stanza -> StreamServer.xml(stanza).contains("psst"))))
        .hasXPath("/message[@type='chat' and @from='bot@gw.localhost']/body[.='psst']");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<x xmlns='http://jabber.org/protocol/muc#user'/>"})
  void noErrorGoesToARoomThatWasJoined(String mark) throws Exception {
    bench.answers(request -> WebhookAnswer.status(500));

    for (String type : List.of("chat", "normal", "groupchat")) {
      assertThat(roomGets("romeo", type, "<body>x</body>" + mark)).isEmpty();
      assertThat(roomGets("", type, "<body>x</body>" + mark)).isEmpty();
    }

    assertThat(bench.server().received().all(this::isErrorToTheRoom)).isEmpty();
  }

  private boolean isErrorToTheRoom(org.stanzagate.xml.Element stanza) {
    return String.valueOf(stanza.attribute("to")).startsWith(room)
        && "error".equals(stanza.attribute("type"));
  }

  @Test
  void aRoomThatWasNotJoinedIsRefusedLikeAnybody() throws Exception {
    bench.answers(request -> WebhookAnswer.status(500));
    String stranger = WebhookBench.newId() + "other@muc.localhost/romeo";

    String id = bench.say(stranger, "hi");

    assertThat(bench.reply(stranger, id).attribute("type")).isEqualTo("error");
  }
}
