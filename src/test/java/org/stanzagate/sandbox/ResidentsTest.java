package org.stanzagate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class ResidentsTest {
  private final Residents residents;

  ResidentsTest() throws Exception {
    residents = new Residents(Jids.parse("gw.example"), "9");
  }

  private static Element element(String xml) throws Exception {
    return ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT);
  }

  private List<String> answers(String xml) throws Exception {
    return residents.receive(Stanza.of(element(xml))).stream()
        .map(answer -> ElementWriter.toXml(answer.element(), Namespaces.CLIENT))
        .toList();
  }

  private void assertAnswer(String sent, String expected) throws Exception {
    List<Stanza> answers = residents.receive(Stanza.of(element(sent)));
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).element()).isEqualTo(element(expected));
  }

  @Test
  void theServerAnswersAPing() throws Exception {
    assertAnswer(
        "<iq type='get' id='1' from='a@gw.example/x' to='sandbox'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='result' id='1' to='a@gw.example/x' from='sandbox'/>");
  }

  @Test
  void theServerTellsWhatItIs() throws Exception {
    assertAnswer(
        "<iq type='get' id='1' from='gw.example' to='sandbox'><query xmlns='jabber:iq:version'/></iq>",
        "<iq type='result' id='1' to='gw.example' from='sandbox'><query xmlns='jabber:iq:version'>"
            + "<name>Stanzagate sandbox</name><version>9</version></query></iq>");
    assertAnswer(
        "<iq type='get' id='1' from='gw.example' to='sandbox'>"
            + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "<iq type='result' id='1' to='gw.example' from='sandbox'>"
            + "<query xmlns='http://jabber.org/protocol/disco#info'>"
            + "<identity category='server' type='im' name='Stanzagate sandbox'/>"
            + "<feature var='http://jabber.org/protocol/disco#info'/>"
            + "<feature var='http://jabber.org/protocol/disco#items'/>"
            + "<feature var='urn:xmpp:ping'/><feature var='jabber:iq:version'/></query></iq>");
    assertAnswer(
        "<iq type='get' id='1' from='gw.example' to='sandbox'>"
            + "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
        "<iq type='result' id='1' to='gw.example' from='sandbox'>"
            + "<query xmlns='http://jabber.org/protocol/disco#items'>"
            + "<item jid='gw.example'/><item jid='echo@sandbox'/><item jid='silent@sandbox'/></query></iq>");
  }

  @Test
  void theEchoSaysAgainWhatWasSaidUnderANewId() throws Exception {
    String said =
        "<message type='chat' id='1' from='bot@gw.example' to='echo@sandbox/x' xml:lang='de'>"
            + "<subject>S</subject><body>Hallo</body><body xml:lang='en'>Hello</body>"
            + "<thread parent='t0'>t1</thread><request xmlns='urn:xmpp:receipts'/></message>";

    List<Stanza> echo = residents.receive(Stanza.of(element(said)));

    assertThat(echo).hasSize(1);
    assertThat(echo.get(0).id()).isNotBlank().isNotEqualTo("1");
    assertThat(echo.get(0).element().toBuilder().attribute("id", null).build())
        .isEqualTo(
            element(
                "<message type='chat' to='bot@gw.example' from='echo@sandbox/x' xml:lang='de'>"
                    + "<subject>S</subject><body>Hallo</body><body xml:lang='en'>Hello</body>"
                    + "<thread parent='t0'>t1</thread></message>"));
  }

  @Test
  void theEchoKeepsTheTypeThatAMessageHasOrHasNot() throws Exception {
    String untyped = "<message from='gw.example' to='echo@sandbox'><body>x</body></message>";
    assertThat(answers(untyped)).singleElement().asString().doesNotContain("type=");

    String headline =
        "<message type='headline' from='gw.example' to='echo@sandbox'><body>x</body></message>";
    assertThat(answers(headline)).singleElement().asString().contains("headline");
  }

  @Test
  void theEchoIsPresentForThoseWhoAsk() throws Exception {
    assertThat(answers("<presence type='subscribe' from='b@gw.example' to='echo@sandbox'/>"))
        .hasSize(2)
        .satisfies(both -> assertThat(both.get(0)).contains("type='subscribed'"))
        .satisfies(both -> assertThat(both.get(1)).doesNotContain("type="));
    assertThat(answers("<presence type='probe' from='b@gw.example' to='echo@sandbox'/>"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message from='gw.example' to='echo@sandbox'><active xmlns='urn:x'/></message>",
        "<message type='error' from='gw.example' to='echo@sandbox'><body>x</body></message>",
        "<presence from='gw.example' to='echo@sandbox'/>",
        "<presence from='gw.example' to='nobody@sandbox'/>",
        "<iq type='result' id='1' from='gw.example' to='echo@sandbox'/>",
        "<iq type='result' id='1' from='gw.example' to='sandbox'/>",
        "<iq type='get' id='1' from='gw.example' to='silent@sandbox/x'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<message from='gw.example' to='silent@sandbox'><body>x</body></message>",
        "<message type='error' from='gw.example' to='elsewhere.example'><body>x</body></message>",
      })
  void someStanzasGetNoAnswer(String stanza) throws Exception {
    assertThat(answers(stanza)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<iq type='get' id='1' from='gw.example' to='sandbox'><query xmlns='urn:x'/></iq>",
        "<iq type='set' id='1' from='gw.example' to='sandbox'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='get' id='1' from='gw.example' to='sandbox'/>",
        "<iq type='get' id='1' from='gw.example' to='echo@sandbox'><query xmlns='jabber:iq:version'/></iq>",
        "<iq type='get' id='1' from='gw.example' to='nobody@sandbox'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<message id='1' from='gw.example' to='nobody@sandbox'><body>x</body></message>",
        "<message id='1' from='gw.example' to='sandbox'><body>x</body></message>",
      })
  void whatNobodyServesIsUnavailable(String stanza) throws Exception {
    assertThat(answers(stanza))
        .singleElement()
        .asString()
        .contains("type='error'", "id='1'", "<service-unavailable", "to='gw.example'");
  }

  @Test
  void nobodyIsReachedOutside() throws Exception {
    assertThat(answers("<message from='gw.example' to='a@b.example'><body>x</body></message>"))
        .singleElement()
        .asString()
        .contains("type='error'", "<remote-server-not-found");
  }

  @Test
  void whatTheComponentSendsToItselfComesBackAsItIs() throws Exception {
    for (String to : List.of("gw.example", "bot@gw.example/x")) {
      String ping =
          "<iq type='get' id='k' from='gw.example' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
              .formatted(to);
      assertAnswer(ping, ping);
    }
  }
}
