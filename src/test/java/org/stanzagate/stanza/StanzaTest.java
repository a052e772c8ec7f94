package org.stanzagate.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class StanzaTest {
  @Test
  void addressesAreNormalisedInTheElementToo() throws Exception {
    Stanza stanza = stanza("<message from='Bot@REST.example' to='John@Example.org/Phone'/>");
    assertThat(stanza.to().toString()).isEqualTo("john@example.org/Phone");
    assertThat(stanza.from().toString()).isEqualTo("bot@rest.example");
    assertThat(xml(stanza))
        .isEqualTo("<message from='bot@rest.example' to='john@example.org/Phone'/>");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<message to='a@b' from='c@d'/>|<message to='a@b' from='c@d'/>",
        "<message to='A@b' from='c@d'/>|<message to='a@b' from='c@d'/>",
        "<message to='a@b' from='c@D'/>|<message to='a@b' from='c@d'/>",
        "<iq from='c@d.' id='1' to='a@b.' type='get'/>|<iq from='c@d' id='1' to='a@b' type='get'/>",
      })
  void oneAddressMayBeInNormalFormAlready(String xml, String normal) throws Exception {
    assertThat(xml(stanza(xml))).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<message from='a@b'/>|improper-addressing|no 'to'",
        "<message to='' from='a@b'/>|improper-addressing|no 'to'",
        "<message to='a@b'/>|invalid-from|no 'from'",
        "<message to='a@b@c' from='a@b'/>|improper-addressing|domain can't hold @",
        "<message to='a@b' from='@b'/>|invalid-from|before the @",
        "<msg to='a@b' from='a@b'/>|unsupported-stanza-type|<msg>",
        "<message xmlns='urn:x' to='a@b' from='a@b'/>|invalid-namespace|urn:x",
      })
  void whatIsNoStanzaIsRefused(String xml, String condition, String says) {
    assertThatThrownBy(() -> stanza(xml))
        .isInstanceOfSatisfying(
            StanzaException.class,
            e -> {
              assertThat(e.condition()).isEqualTo(condition);
              assertThat(e).hasMessageContaining(says);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "message, , normal",
    "message, chat, chat",
    "message, future, normal",
    "presence, , available",
    "presence, available, available",
    "presence, probe, probe",
    "presence, invisible, available",
    "iq, get, get",
    "iq, , ''",
    "iq, ask, ''",
  })
  void aTypeThatNobodyKnowsCountsAsTheDefault(String kind, String written, String type)
      throws Exception {
    assertThat(typed(kind, written, "").type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "message, , true",
    "message, chat, true",
    "message, normal, true",
    "message, future, true",
    "message, groupchat, false",
    "message, headline, false",
    "message, error, false",
    "presence, , false",
    "presence, subscribe, false",
    "presence, error, false",
    "iq, get, true",
    "iq, set, true",
    "iq, result, false",
    "iq, error, false",
    "iq, , false",
  })
  void errorsAnswerOnlyWhatMayBeAnswered(String kind, String type, boolean mayBeRefused)
      throws Exception {
    assertThat(typed(kind, type, "").mayBeRefused()).isEqualTo(mayBeRefused);
  }

  @Test
  void aResultOfAnArchiveIsNeverRefused() throws Exception {
    String result = "<result xmlns='urn:xmpp:mam:2' id='1'/>";
    assertThat(typed("message", "", result).mayBeRefused()).isFalse();
    assertThat(typed("message", "", result.replace("mam:2", "x")).mayBeRefused()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "normal"})
  void whatARoomMarkedIsNeverRefused(String type) throws Exception {
    String x = "<x xmlns='http://jabber.org/protocol/muc#user'/>";
    assertThat(typed("message", type, x).mayBeRefused()).isFalse();
    assertThat(typed("message", type, "<fwd xmlns='urn:x'>" + x + "</fwd>").mayBeRefused())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"get, true, false", "set, true, false", "result, false, true", "error, false, true"})
  void iqsAskOrAnswer(String type, boolean asks, boolean answers) throws Exception {
    assertThat(typed("iq", type, "").isRequest()).isEqualTo(asks);
    assertThat(typed("iq", type, "").isResponse()).isEqualTo(answers);
    assertThat(typed("message", type, "").isRequest()).isFalse();
    assertThat(typed("message", "error", "").isResponse()).isFalse();
  }

  @Test
  void aReplyGoesBackUnderTheSameId() throws Exception {
    Stanza iq =
        stanza("<iq id='1' type='get' from='a@b/c' to='d@e'><ping xmlns='urn:xmpp:ping'/></iq>");
    Stanza reply = iq.reply("result");
    assertThat(xml(reply)).isEqualTo("<iq to='a@b/c' from='d@e' id='1' type='result'/>");
    assertThat(Stanza.of(reply.element())).isEqualTo(reply);
    assertThat(xml(stanza("<presence from='a@b' to='c@d'/>").reply("available")))
        .isEqualTo("<presence to='a@b' from='c@d'/>");
  }

  @Test
  void anErrorReplyHoldsTheError() throws Exception {
    Stanza message = stanza("<message id='1' type='chat' from='a@b/c' to='d@e'><body/></message>");
    StanzaError error =
        new StanzaError(Type.CANCEL, Condition.service_unavailable, "nobody is here");
    assertThat(xml(message.errorReply(error)))
        .isEqualTo(
            "<message to='a@b/c' from='d@e' id='1' type='error'><error type='cancel'>"
                + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>nobody is here</text>"
                + "</error></message>");
  }

  @Test
  void theRecordAndItsElementCantDiffer() throws Exception {
    Stanza stanza = stanza("<message from='a@b' to='c@d'/>");
    assertThatThrownBy(() -> new Stanza(stanza.element(), Kind.MESSAGE, stanza.from(), stanza.to()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Stanza(stanza.element(), Kind.IQ, stanza.to(), stanza.from()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Stanza typed(String kind, String type, String content) throws Exception {
    String attribute = type == null ? "" : " type='" + type + "'";
    return stanza(
        "<" + kind + " from='a@b' to='c@d'" + attribute + ">" + content + "</" + kind + ">");
  }

  private static Stanza stanza(String xml) throws Exception {
    return Stanza.of(element(xml));
  }

  private static Element element(String xml) throws Exception {
    return ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT);
  }

  private static String xml(Stanza stanza) {
    return ElementWriter.toXml(stanza.element(), Namespaces.CLIENT);
  }
}
