package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.stanza.Kind;

class XmlCodecTest {
  private static final XmlCodec CODEC = new XmlCodec();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message to='a@b' xml:lang='sv'> <body>a &lt; b</body>\n text <x xmlns='urn:x' xmlns:p='urn:p'>one<p:y/>two</x></message>",
        "<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<message><x xmlns='urn:forward'><message xmlns='jabber:client'><body/></message></x></message>",
      })
  void aStanzaGoesOutAsItCame(String xml) throws DecodeException {
    assertThat(
            new String(
                CODEC.encode(CODEC.decode(xml.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT)),
                UTF_8))
        .isEqualTo(xml);
  }

  @Test
  void theNamespaceMayBeWrittenAndIsNotGiven() throws DecodeException {
    byte[] xml =
        "<c:presence xmlns:c='jabber:client'><c:show>xa</c:show></c:presence>".getBytes(UTF_8);
    assertThat(new String(CODEC.encode(CODEC.decode(xml, Kind.MESSAGE, Leniency.STRICT)), UTF_8))
        .contains("<show>xa</show>")
        .doesNotContain("c:presence", "xmlns='jabber:client'");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<message>\\n <body>a</message>|(line 2, column 17)",
        "<message/><message/>|(line 1, column 11)",
        "<?xml version='1.0'?><message/>|(line 1, column 1)",
        "{\"body\":\"hi\"}|(line 1, column 1)",
      })
  void whatIsNotOneElementIsRefusedWithItsPlace(String xml, String place) {
    assertThatThrownBy(
            () ->
                CODEC.decode(
                    xml.replace("\\n", "\n").getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(place);
  }

  @Test
  void anErrorIsAStreamErrorsLikeness() {
    ErrorBody error =
        new ErrorBody(422, "modify", "improper-addressing", "no <JID>\u0000: a\ud800b");
    assertThat(new String(CODEC.encode(error), UTF_8))
        .isEqualTo(
            "<error xmlns='http://etherx.jabber.org/streams'>"
                + "<improper-addressing xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>no &lt;JID&gt;\uFFFD: a\uFFFDb</text></error>");
  }

  @Test
  void soItIsInJson() {
    JsonCodec json = new JsonCodec(StanzaCompiler.compile(OpenApiDocument.load()));
    ErrorBody error = new ErrorBody(422, "modify", "improper-addressing", "no \"JID\"\ud800 ä");
    assertThat(new String(json.encode(error), UTF_8))
        .isEqualTo(
            "{\"code\":422,\"type\":\"error\",\"error\":{\"type\":\"modify\","
                + "\"condition\":\"improper-addressing\",\"text\":\"no \\\"JID\\\"\uFFFD ä\"}}");
  }
}
