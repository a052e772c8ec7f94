package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;

class TextCodecTest {
  private static final TextCodec CODEC = new TextCodec();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "MESSAGE|Hello, <you>|<message><body>Hello, &lt;you&gt;</body></message>",
        "MESSAGE|{\"body\":\"x\"}|<message><body>{\"body\":\"x\"}</body></message>",
        "MESSAGE|` a\\n`|<message><body> a\\n</body></message>",
        "MESSAGE|away|<message><body>away</body></message>",
        "PRESENCE|away|<presence><show>away</show></presence>",
        "PRESENCE|`dnd\\n`|<presence><show>dnd</show></presence>",
        "PRESENCE|Away|<presence><status>Away</status></presence>",
        "PRESENCE|``|<presence/>",
      })
  void textIsWhatTheKindMakesOfIt(Kind usual, String text, String xml) throws DecodeException {
    assertThat(ElementWriter.toXml(decode(text.replace("\\n", "\n"), usual), Namespaces.CLIENT))
        .isEqualTo(xml.replace("\\n", "\n"));
  }

  @Test
  void anIqHasNoText() {
    assertThatThrownBy(() -> decode("x", Kind.IQ))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("application/json");
  }

  @Test
  void aMessageOfNothingIsRefused() {
    assertThatThrownBy(() -> decode("", Kind.MESSAGE))
        .isInstanceOf(DecodeException.class)
        .hasMessage("the body is empty; the text of a message is wanted");
  }

  @Test
  void onlyUtf8IsReadAndAByteOrderMarkIsPassedOver() throws DecodeException {
    assertThat(decode("\uFEFFx", Kind.MESSAGE).elements().get(0).text()).isEqualTo("x");
    assertThatThrownBy(
            () -> CODEC.decode("a\nbä".getBytes(ISO_8859_1), Kind.MESSAGE, Leniency.STRICT))
        .isInstanceOf(DecodeException.class)
        .hasMessage("the text must be in UTF-8, and this is not (line 2, column 2)");
  }

  @Test
  void whatXmlCannotCarryIsRefused() {
    assertThatThrownBy(() -> decode("a\u0007", Kind.MESSAGE))
        .isInstanceOf(DecodeException.class)
        .hasMessage("character 2 is U+0007, which XML can't carry; take it out");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "<message><subject>s</subject><body>ä &lt; b</body></message>|ä < b",
        "<message xml:lang='de'><body xml:lang='en'>Hi</body><body xml:lang='DE'>Hallo</body></message>|Hallo",
        "<message><body xml:lang='en'>Hi</body><body>Hallo</body></message>|Hallo",
        "<message><body xml:lang='en'>Hi</body></message>|Hi",
        "<message><body xmlns='urn:x'>Hi</body></message>|``",
        "<presence><status>s</status></presence>|``",
        "<iq type='result'/>|``",
      })
  void anAnswerIsAMessagesBodyAndNothingElse(String xml, String text) throws Exception {
    Element stanza = ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(new String(CODEC.encode(stanza), UTF_8)).isEqualTo(text);
  }

  @Test
  void anErrorIsItsText() {
    assertThat(new String(CODEC.encode(new ErrorBody(422, "modify", "bad-format", "ö")), UTF_8))
        .isEqualTo("ö");
    assertThat(CODEC.contentType()).isEqualTo("text/plain; charset=utf-8");
  }

  private static Element decode(String text, Kind usual) throws DecodeException {
    return CODEC.decode(text.getBytes(UTF_8), usual, Leniency.STRICT);
  }
}
