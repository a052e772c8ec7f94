package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class UnclaimedTest {
  private final ScriptedComponent component = new ScriptedComponent("gw");
  private final Rooms rooms = new Rooms(component);
  private final Unclaimed unclaimed = new Unclaimed(rooms, Clock.systemUTC());

  private static Stanza stanza(String xml) throws Exception {
    return Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
  }

  private String answer(String xml) throws Exception {
    component.sent.clear();
    unclaimed.received(stanza(xml));
    return component.sent.stream()
        .map(stanza -> ElementWriter.toXml(stanza.element(), Namespaces.CLIENT))
        .collect(Collectors.joining());
  }

  private static String iq(String type, String to, String payload) {
    return "<iq type='%s' id='1' from='a@b/c' to='%s'>%s</iq>".formatted(type, to, payload);
  }

  @Test
  void theComponentSaysWhatItIs() throws Exception {
    assertThat(answer(iq("get", "gw", "<ping xmlns='urn:xmpp:ping'/>")))
        .isEqualTo("<iq to='a@b/c' from='gw' id='1' type='result'/>");
    assertThat(answer(iq("get", "gw", "<query xmlns='http://jabber.org/protocol/disco#info'/>")))
        .contains("<identity category='component' type='generic' name='Stanzagate'/>");
    assertThat(answer(iq("get", "gw", "<query xmlns='http://jabber.org/protocol/disco#items'/>")))
        .contains("<query xmlns='http://jabber.org/protocol/disco#items'/>");
    assertThat(answer(iq("get", "gw", "<query xmlns='jabber:iq:version'/>")))
        .contains("<name>Stanzagate</name><version>" + Main.Version.read() + "</version></query>");
    assertThat(answer(iq("get", "gw", "<query xmlns='jabber:iq:last'/>"))).contains(" seconds='");
    assertThat(
            answer(
                iq("get", "gw", "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>")))
        .contains("<item-not-found ");
  }

  @Test
  void otherQuestionsAreRefused() throws Exception {
    String ping = "<ping xmlns='urn:xmpp:ping'/>";
    for (String question :
        List.of(
            iq("set", "gw", ping),
            iq("get", "bot@gw", ping),
            iq("get", "gw/bot", ping),
            iq("get", "gw", "<query xmlns='jabber:iq:roster'/>"),
            iq("get", "gw", ""),
            iq("get", "gw", ping + ping))) {
      assertThat(answer(question))
          .startsWith("<iq to='a@b/c' from='")
          .contains("' id='1' type='error'><error type='cancel'><service-unavailable ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " type='chat'", " type='unheard-of'"})
  void aMessageIsRefused(String type) throws Exception {
    assertThat(answer("<message from='a@b/c' to='bot@gw'" + type + "><body>hi</body></message>"))
        .startsWith("<message to='a@b/c' from='bot@gw' type='error'>")
        .contains("<service-unavailable ")
        .doesNotContain("<body>");
  }

  @Test
  void whatIsNeverAnsweredIsNot() throws Exception {
    for (String type : List.of("groupchat", "headline", "error")) {
      assertThat(answer("<message from='a@b/c' to='gw' type='" + type + "'/>")).isEmpty();
    }
    for (String type : List.of("subscribe", "unavailable", "probe", "error")) {
      assertThat(answer("<presence from='a@b/c' to='gw' type='" + type + "'/>")).isEmpty();
    }
    assertThat(answer("<presence from='a@b/c' to='gw'/>")).isEmpty();
    assertThat(answer(iq("result", "gw", ""))).isEmpty();
    assertThat(answer(iq("error", "gw", "<error/>"))).isEmpty();
    assertThat(answer(iq("odd", "gw", ""))).isEmpty();
  }

  @Test
  void aRoomThatWasJoinedIsNotRefused() throws Exception {
    String word =
        "<message from='room@muc/juliet' to='bot@gw' type='chat'><body>hi</body></message>";
    assertThat(answer(word)).contains("<service-unavailable ");
    var unused =
        rooms.send(
            stanza(
                "<presence from='bot@gw' to='room@muc/bot'>"
                    + "<x xmlns='http://jabber.org/protocol/muc'/></presence>"));
    assertThat(answer(word)).isEmpty();
  }
}
