package org.stanzagate.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;

class ProfileTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Profile component =
      new Profile(
          "component", "generic", "Gate", List.of("x.gw"), "1.2", uptime(Duration.ofHours(34)));
  private final Profile taciturn = new Profile("client", "bot", "Bot", List.of(), null, null);

  private static Uptime uptime(Duration uptime) {
    return new Uptime(Clock.fixed(START.plus(uptime), ZoneOffset.UTC), START);
  }

  private static Element element(String xml) throws Exception {
    return ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT);
  }

  private static Optional<Stanza> ask(Profile profile, String type, String payload)
      throws Exception {
    String iq = "<iq type='" + type + "' id='1' from='a@b/c' to='gw'>" + payload + "</iq>";
    return profile.answer(Stanza.of(element(iq)));
  }

  private static void assertAnswer(Profile profile, String question, String type, String payload)
      throws Exception {
    assertThat(ask(profile, "get", question))
        .map(Stanza::element)
        .hasValue(
            element("<iq type='" + type + "' id='1' to='a@b/c' from='gw'>" + payload + "</iq>"));
  }

  @Test
  void whatItTellsIsWhatItLists() throws Exception {
    assertAnswer(
        component,
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        "result",
        "<query xmlns='http://jabber.org/protocol/disco#info'>"
            + "<identity category='component' type='generic' name='Gate'/>"
            + "<feature var='http://jabber.org/protocol/disco#info'/>"
            + "<feature var='http://jabber.org/protocol/disco#items'/>"
            + "<feature var='urn:xmpp:ping'/><feature var='jabber:iq:version'/>"
            + "<feature var='jabber:iq:last'/></query>");
    assertAnswer(component, "<ping xmlns='urn:xmpp:ping'/>", "result", "");
    assertAnswer(
        component,
        "<query xmlns='http://jabber.org/protocol/disco#items' node=''/>",
        "result",
        "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='x.gw'/></query>");
    assertAnswer(
        component,
        "<query xmlns='jabber:iq:version'/>",
        "result",
        "<query xmlns='jabber:iq:version'><name>Gate</name><version>1.2</version></query>");
    assertAnswer(
        component,
        "<query xmlns='jabber:iq:last'/>",
        "result",
        "<query xmlns='jabber:iq:last' seconds='122400'/>");
  }

  @Test
  void whatItKeepsToItselfItDoesNotList() throws Exception {
    assertAnswer(
        taciturn,
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        "result",
        "<query xmlns='http://jabber.org/protocol/disco#info'>"
            + "<identity category='client' type='bot' name='Bot'/>"
            + "<feature var='http://jabber.org/protocol/disco#info'/>"
            + "<feature var='http://jabber.org/protocol/disco#items'/>"
            + "<feature var='urn:xmpp:ping'/></query>");
    assertThat(ask(taciturn, "get", "<query xmlns='jabber:iq:version'/>")).isEmpty();
    assertThat(ask(taciturn, "get", "<query xmlns='jabber:iq:last'/>")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "items"})
  void aNodeIsNotFound(String what) throws Exception {
    assertAnswer(
        component,
        "<query xmlns='http://jabber.org/protocol/disco#" + what + "' node='n'/>",
        "error",
        "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>There is no such node here.</text>"
            + "</error>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no element",
        "<ping xmlns='urn:xmpp:ping'/><ping xmlns='urn:xmpp:ping'/>",
        "<query xmlns='urn:xmpp:ping'/>",
        "<ping xmlns='jabber:iq:version'/>",
        "<query xmlns='jabber:iq:roster'/>",
        "<query/>"
      })
  void theRestIsNotItsBusiness(String payload) throws Exception {
    assertThat(ask(component, "get", payload)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "result", "error", "", "odd"})
  void onlyAGetIsAQuestion(String type) throws Exception {
    assertThat(ask(component, type, "<ping xmlns='urn:xmpp:ping'/>")).isEmpty();
  }

  @Test
  void aClockThatIsSetBackBreaksNothing() throws Exception {
    Profile early =
        new Profile("component", "generic", "Gate", List.of(), null, uptime(Duration.ofDays(-1)));
    assertAnswer(
        early,
        "<query xmlns='jabber:iq:last'/>",
        "result",
        "<query xmlns='jabber:iq:last' seconds='0'/>");
  }
}
