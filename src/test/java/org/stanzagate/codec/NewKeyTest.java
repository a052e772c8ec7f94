package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.ElementReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A new key is a few lines of YAML, and nothing else. */
class NewKeyTest {
  private static final String KEYS =
      """
      spoiler: {type: string, xml: {namespace: 'urn:xmpp:spoiler:0'}}
      styling_off: {type: boolean, xml: {name: unstyled, namespace: 'urn:xmpp:styling:0', x-flag: true}}
      retract: {type: string, xml: {namespace: 'urn:xmpp:message-retract:1', x-attribute: id}}
      hint: {type: string, enum: [no-store, store], xml: {namespace: 'urn:xmpp:hints', x-name-is-value: true}}
      location:
        type: object
        xml: {name: geoloc, namespace: 'http://jabber.org/protocol/geoloc'}
        required: [lat, lon]
        properties: {lat: {type: number}, lon: {type: number}, accuracy: {type: number}}
      """;

  private static final JsonCodec CODEC = new JsonCodec(StanzaCompiler.compile(withKeys()));

  private static JsonNode withKeys() {
    JsonNode document = OpenApiDocument.load();
    JsonNode keys = YAMLMapper.shared().readTree(KEYS);
    ((ObjectNode) document.at("/components/schemas/MessageContent/properties"))
        .setAll((ObjectNode) keys);
    return document;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "'spoiler':'it ends well'|<spoiler xmlns='urn:xmpp:spoiler:0'>it ends well</spoiler>",
        "'styling_off':true|<unstyled xmlns='urn:xmpp:styling:0'/>",
        "'retract':'m1'|<retract xmlns='urn:xmpp:message-retract:1' id='m1'/>",
        "'hint':'no-store'|<no-store xmlns='urn:xmpp:hints'/>",
        "'location':{'lat':45.43,'lon':12.33}|<geoloc xmlns='http://jabber.org/protocol/geoloc'><lat>45.43</lat><lon>12.33</lon></geoloc>",
      })
  void itWorksBothWays(String key, String xml) throws Exception {
    String json = ("{'kind':'message'," + key + "}").replace('\'', '"');
    var stanza =
        ElementReader.read(("<message>" + xml + "</message>").getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(new String(CODEC.encode(stanza), UTF_8)).isEqualTo(json);
    assertThat(CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT)).isEqualTo(stanza);
  }

  @Test
  void itsValuesAreCheckedAndItsNameIsSuggested() {
    assertThatThrownBy(() -> decode("{\"hint\":\"nostore\"}"))
        .hasMessage("/hint: wants one of no-store, store; did you mean no-store?");
    assertThatThrownBy(() -> decode("{\"location\":{\"lat\":1}}"))
        .hasMessage("/location: lacks lon");
    assertThatThrownBy(() -> decode("{\"spoler\":\"x\"}"))
        .hasMessage("/spoler: there is no such key in a message; did you mean spoiler?");
  }

  private static void decode(String json) throws DecodeException {
    CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT);
  }
}
