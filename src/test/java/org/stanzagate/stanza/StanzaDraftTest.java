package org.stanzagate.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class StanzaDraftTest {
  private static final String ERROR =
      "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<message to='a@b'/>|<message to='a@b' from='rest.example' id='made'/>",
        "<message id='' from='' to='a@b'/>|<message id='made' from='rest.example' to='a@b'/>",
        "<message id='1' from='Bot@rest.example/X' to='A@B.'/>|<message id='1' from='bot@rest.example/X' to='a@b'/>",
        "<message to='a@b' id='1' type='chat'> <body>x</body>\t</message>"
            + "|<message to='a@b' id='1' type='chat' from='rest.example'> <body>x</body>\t</message>",
        "<presence to='a@b' id='1' type='available'/>|<presence to='a@b' id='1' from='rest.example'/>",
        "<presence to='a@b' id='1' type='probe'/>|<presence to='a@b' id='1' type='probe' from='rest.example'/>",
        "<iq type='get' to='a@b'><q xmlns='q'/></iq>|<iq type='get' to='a@b' from='rest.example' id='made'><q xmlns='q'/></iq>",
        "<iq type='set' to='a@b' id='1'> <q xmlns='q'/> </iq>|<iq type='set' to='a@b' id='1' from='rest.example'> <q xmlns='q'/> </iq>",
        "<iq type='result' to='a@b' id='1'/>|<iq type='result' to='a@b' id='1' from='rest.example'/>",
        "<iq type='result' to='a@b' id='1'><q xmlns='q'/></iq>|<iq type='result' to='a@b' id='1' from='rest.example'><q xmlns='q'/></iq>",
        "<iq type='error' to='a@b' id='1'>"
            + ERROR
            + "</iq>|<iq type='error' to='a@b' id='1' from='rest.example'>"
            + ERROR
            + "</iq>",
        "<iq type='error' to='a@b' id='1'><q xmlns='q'/>"
            + ERROR
            + "</iq>|<iq type='error' to='a@b' id='1' from='rest.example'><q xmlns='q'/>"
            + ERROR
            + "</iq>",
        "<message type='error' to='a@b' id='1'><body/>"
            + ERROR
            + "</message>|<message type='error' to='a@b' id='1' from='rest.example'><body/>"
            + ERROR
            + "</message>",
        // an archive query gets a queryid, where it is one and has none
        "<iq type='set' to='a@b' id='1'> <query xmlns='urn:xmpp:mam:2'><x/></query></iq>"
            + "|<iq type='set' to='a@b' id='1' from='rest.example'> <query xmlns='urn:xmpp:mam:2' queryid='made'><x/></query></iq>",
        "<iq type='set' to='a@b' id='1'><m:query xmlns:m='urn:xmpp:mam:2' queryid='' node='n'/></iq>"
            + "|<iq type='set' to='a@b' id='1' from='rest.example'><m:query xmlns:m='urn:xmpp:mam:2' queryid='made' node='n'/></iq>",
        "<iq type='set' to='a@b' id='1'><query xmlns='urn:xmpp:mam:2' queryid='q'/></iq>"
            + "|<iq type='set' to='a@b' id='1' from='rest.example'><query xmlns='urn:xmpp:mam:2' queryid='q'/></iq>",
        "<iq type='get' to='a@b' id='1'><query xmlns='urn:xmpp:mam:2'/></iq>"
            + "|<iq type='get' to='a@b' id='1' from='rest.example'><query xmlns='urn:xmpp:mam:2'/></iq>",
        "<iq type='set' to='a@b' id='1'><query xmlns='jabber:iq:private'/></iq>"
            + "|<iq type='set' to='a@b' id='1' from='rest.example'><query xmlns='jabber:iq:private'/></iq>",
        "<message to='a@b' id='1'><query xmlns='urn:xmpp:mam:2'/></message>"
            + "|<message to='a@b' id='1' from='rest.example'><query xmlns='urn:xmpp:mam:2'/></message>",
      })
  void whatWasLeftOutIsFilledIn(String draft, String complete) throws Exception {
    Stanza stanza = complete(draft);
    assertThat(ElementWriter.toXml(stanza.element(), Namespaces.CLIENT)).isEqualTo(complete);
    assertThat(Stanza.of(stanza.element())).isEqualTo(stanza);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<msg to='a@b'/>|unsupported-stanza-type|a message, a presence or an iq",
        "<message xmlns='jabber:server' to='a@b'/>|invalid-namespace|jabber:client",
        "<message/>|improper-addressing|there is no 'to'; say whom",
        "<message to='a b@c'/>|improper-addressing|'to' is no JID",
        "<message to='a@b' from='@c'/>|invalid-from|'from' is no JID",
        "<message to='a@b' type='get'/>|invalid-xml|normal, chat, groupchat, headline, error, or leave it out",
        "<message to='a@b' type=''/>|invalid-xml|normal, chat",
        "<presence to='a@b' type='away'/>|invalid-xml|unavailable, subscribe",
        "<iq to='a@b'><q xmlns='q'/></iq>|invalid-xml|an iq needs a type: get, set, result, error",
        "<iq to='a@b' type='ask'><q xmlns='q'/></iq>|invalid-xml|get, set, result, error",
        "<iq to='a@b' type='get'/>|bad-format|exactly one payload, and this one has none",
        "<iq to='a@b' type='set'><q xmlns='q'/><q xmlns='q'/></iq>|bad-format|exactly one payload, and this one has 2",
        "<iq to='a@b' type='result'><q xmlns='q'/><q xmlns='q'/></iq>|bad-format|at most one payload, and this one has 2",
        "<iq to='a@b' type='error'/>|bad-format|exactly one <error>",
        "<iq to='a@b' type='error'><q xmlns='q'/><q xmlns='q'/><error/></iq>|bad-format|at most one payload",
        "<message to='a@b' type='error'/>|bad-format|exactly one <error>",
        "<presence to='a@b' type='error'><error/><error/></presence>|bad-format|exactly one <error>",
        "<message to='a@b'><error/></message>|bad-format|type='error'",
        "<iq to='a@b' type='get'><error/></iq>|bad-format|type='error'",
        "<message to='a@b'>hello</message>|bad-format|<body>",
        "<message to='a@b'>\u2003</message>|bad-format|<body>",
        "<iq to='a@b' type='get'>x<q xmlns='q'/></iq>|bad-format|text can't stand in <iq>",
      })
  void whatIsNoProperStanzaIsRefusedWithWhatWouldBeRight(
      String draft, String condition, String says) {
    assertThatThrownBy(() -> complete(draft))
        .isInstanceOfSatisfying(
            StanzaException.class,
            e -> {
              assertThat(e.condition()).isEqualTo(condition);
              assertThat(e).hasMessageContaining(says);
            });
  }

  private static Stanza complete(String draft) throws Exception {
    Element element = ElementReader.read(draft.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT);
    return new StanzaDraft(element).complete(Jids.parse("rest.example"), () -> "made");
  }
}
