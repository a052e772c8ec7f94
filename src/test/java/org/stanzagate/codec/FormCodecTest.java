package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class FormCodecTest {
  private static final FormCodec CODEC =
      new FormCodec(StanzaCompiler.compile(OpenApiDocument.load()));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "kind=message&to=a%40b&body=Hello%2C+you%21|<message to='a@b'><body>Hello, you!</body></message>",
        "body=%C3%A4%F0%9F%98%80&to=ä|<message to='ä'><body>ä😀</body></message>",
        "body=a%3Db%26c=d|<message><body>a=b&amp;c=d</body></message>",
        "body=|<message><body/></message>",
        "&&body=x&|<message><body>x</body></message>",
        "body=x%0D%0Ay|<message><body>x&#xD;\\ny</body></message>",
        // numbers are digits, but not where a text may be
        "priority=-5&show=away|<presence><priority>-5</priority><show>away</show></presence>",
        "priority=007|<presence><priority>7</priority></presence>",
        "body=17|<message><body>17</body></message>",
        "status=true|<presence><status>true</status></presence>",
        // flags
        "ping=&to=a|<iq to='a' type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "ping=true|<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "ping|<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "version=|<iq type='get'><query xmlns='jabber:iq:version'/></iq>",
        "disco=|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "disco=true|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "disco=n|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info' node='n'/></iq>",
        "thread=t|<message><thread>t</thread></message>",
      })
  void aFormSaysWhatJsonSays(String form, String xml) throws DecodeException {
    assertThat(xml(decode(form))).isEqualTo(xml.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``|the body is empty; a form is wanted: to=…&body=…",
        "{\"body\":\"x\"}|this looks like JSON, and the Content-Type says it is a form; use Content-Type: application/json",
        "<message/>|this looks like XML, and the Content-Type says it is a form; use Content-Type: application/xmpp+xml",
        "bodi=x|/bodi: there is no such key in a message; did you mean body?",
        "body=a&body=b|/body: is given twice",
        "body=100%|/body: a % must have two hex digits after it; a percent sign itself is %25",
        "body=%4|/body: a % must have two hex digits after it; a percent sign itself is %25",
        "body=%zz|/body: a % must have two hex digits after it; a percent sign itself is %25",
        "b%=x|/b%: a % must have two hex digits after it; a percent sign itself is %25",
        "body=%E4|/body: this is not UTF-8 once the percent signs are decoded; ä is written %C3%A4",
        "body=%ED%A0%80|/body: this is not UTF-8 once the percent signs are decoded; ä is written %C3%A4",
        "body=%00|/body: character 1 is U+0000, which XML can't carry; take it out",
        "priority=high|/priority: wants an integer from -128 to 127, not a string",
        "priority=128|/priority: wants an integer from -128 to 127, not the number 128",
        "priority=99999999999999999999|/priority: wants an integer from -128 to 127, not the number 99999999999999999999",
        "ping=1|/ping: wants true, not a string",
        "xml=<a/>|/xml: wants an array, not a string",
        "error=cancel|/error: wants an object, not a string",
      })
  void whatDoesNotFitIsRefusedWithItsPlace(String form, String problem) {
    assertThatThrownBy(() -> decode(form)).isInstanceOf(DecodeException.class).hasMessage(problem);
  }

  @Test
  void onlyUtf8IsReadAndAByteOrderMarkIsPassedOver() throws DecodeException {
    assertThat(xml(decode("\uFEFFbody=x"))).isEqualTo("<message><body>x</body></message>");
    assertThatThrownBy(
            () -> CODEC.decode("body=ä".getBytes(ISO_8859_1), Kind.MESSAGE, Leniency.STRICT))
        .isInstanceOf(DecodeException.class)
        .hasMessage("the form must be in UTF-8, and this is not (line 1, column 6)");
  }

  @Test
  void theKindIsTheUsualOneWhereNothingSaysAnother() throws DecodeException {
    assertThat(xml(CODEC.decode("to=a".getBytes(UTF_8), Kind.PRESENCE, Leniency.STRICT)))
        .isEqualTo("<presence to='a'/>");
  }

  @Test
  void leniencyLeavesOutWhatDoesNotFit() throws DecodeException {
    List<String> warnings = new ArrayList<>();
    Element stanza =
        CODEC.decode(
            "kind=presence&priority=x&bodi=y&show=xa".getBytes(UTF_8),
            Kind.MESSAGE,
            Leniency.warning(warnings::add));
    assertThat(xml(stanza)).isEqualTo("<presence><show>xa</show></presence>");
    assertThat(warnings).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<message to='a@b' id='ö'><body>a&amp;b=c d+</body><thread>t</thread></message>|kind=message&to=a%40b&id=%C3%B6&body=a%26b%3Dc+d%2B",
        "<presence><priority>-1</priority><show>xa</show></presence>|kind=presence&type=available&priority=-1&show=xa",
        "<iq type='result'><query xmlns='jabber:iq:version'><name>N</name></query></iq>|kind=iq&type=result",
        "<iq type='get'><query xmlns='jabber:iq:version'/></iq>|kind=iq&type=get&version=",
        "<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>|kind=iq&type=get&ping=",
        "<message><x xmlns='urn:x'/></message>|kind=message",
      })
  void anAnswerHoldsTheKeysThatAFormCanHold(String xml, String form) throws Exception {
    Element stanza = ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(new String(CODEC.encode(stanza), UTF_8)).isEqualTo(form);
  }

  @Test
  void anErrorIsFlat() {
    assertThat(new String(CODEC.encode(new ErrorBody(422, "modify", "bad-format", "a b")), UTF_8))
        .isEqualTo("code=422&type=error&condition=bad-format&text=a+b");
  }

  private static Element decode(String form) throws DecodeException {
    return CODEC.decode(form.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT);
  }

  private static String xml(Element element) {
    return ElementWriter.toXml(element, Namespaces.CLIENT);
  }
}
