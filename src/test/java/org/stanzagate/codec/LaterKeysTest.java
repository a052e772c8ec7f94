package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import tools.jackson.databind.JsonNode;

/** A key is a few lines of YAML: every shape of value that the mapping knows, by its examples. */
class LaterKeysTest {
  private static final JsonMapping MAPPING = LaterKeys.mapping();
  private static final JsonCodec CODEC = new JsonCodec(MAPPING);

  static List<MappingCase> casesOfTheKeysThereAre() {
    return MappingCase.all().stream()
        .filter(one -> one.isFor(MAPPING))
        .filter(one -> !needsCode(one.json().path("command")))
        .toList();
  }

  /** Of a command, the forms. */
  private static boolean needsCode(JsonNode command) {
    return command.has("form") || command.has("data");
  }

  @ParameterizedTest
  @MethodSource("casesOfTheKeysThereAre")
  void theExampleComesOutAsPrinted(MappingCase example) throws Exception {
    example.check(CODEC);
  }

  @Test
  void manyExamplesWereFound() {
    assertThat(casesOfTheKeysThereAre()).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"join\":true}|<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>",
        "{\"join\":false,\"type\":\"available\"}|<presence/>",
        "{\"join\":true,\"muc\":{\"password\":\"p\"}}|<presence><x xmlns='http://jabber.org/protocol/muc'><password>p</password></x></presence>",
        "{\"command\":\"c\"}|<iq type='set'><command xmlns='http://jabber.org/protocol/commands' node='c'/></iq>",
        "{\"register\":true}|<iq type='get'><query xmlns='jabber:iq:register'/></iq>",
        "{\"register\":{\"remove\":true}}|<iq type='set'><query xmlns='jabber:iq:register'><remove/></query></iq>",
        "{\"register\":{\"remove\":true},\"type\":\"get\"}|<iq type='get'><query xmlns='jabber:iq:register'><remove/></query></iq>",
        "{\"block\":[\"a@b\",\"c\"]}|<iq type='set'><block xmlns='urn:xmpp:blocking'><item jid='a@b'/><item jid='c'/></block></iq>",
        "{\"block\":{}}|<iq type='set'><block xmlns='urn:xmpp:blocking'/></iq>",
        "{\"stats\":true}|<iq type='get'><query xmlns='http://jabber.org/protocol/stats'/></iq>",
        "{\"oob\":{\"url\":\"a\"},\"oob_url\":\"b\"}|<message><x xmlns='jabber:x:oob'><url>a</url></x></message>",
        "{\"rsm\":{\"before\":\"\"},\"kind\":\"iq\"}|<iq type='get'><set xmlns='http://jabber.org/protocol/rsm'><before/></set></iq>",
      })
  void shortFormsAreForTheWayIn(String json, String xml) throws Exception {
    assertThat(
            ElementWriter.toXml(
                CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT),
                Namespaces.CLIENT))
        .isEqualTo(xml);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"reactions\":{\"reactions\":[\"a\"]}}|/reactions: lacks id",
        "{\"reactions\":{\"id\":\"i\",\"reactions\":[\"a\",5]}}|/reactions/reactions/1: wants a string, not the number 5",
        "{\"reactions\":{\"id\":\"i\",\"reaction\":[]}}|/reactions/reaction: there is no such key; did you mean reactions?",
        "{\"receiptRequest\":true}|/receiptRequest: there is no such key in a message; did you mean receipt_request?",
        "{\"markable\":\"yes\"}|/markable: wants true, not a string",
        "{\"state\":\"typing\"}|/state: wants one of active, composing, gone, inactive, paused",
        "{\"stanza_ids\":{\"id\":\"a\"}}|/stanza_ids: wants an array, not an object",
        "{\"stats\":[]}|/stats: wants an array with at least 1 in it, not an array",
        "{\"extdisco\":{\"services\":[{\"port\":65536}]}}|/extdisco/services/0/port: wants an integer from 0 to 65535, not the number 65536",
        "{\"kind\":\"message\",\"invite\":{\"continue\":\"true\"}}|/invite/continue: wants true or false, not a string",
        "{\"command\":7}|/command: wants a string or an object, not the number 7",
      })
  void whatDoesNotFitIsNamed(String json, String problem) {
    assertThatThrownBy(() -> CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT))
        .isInstanceOf(DecodeException.class)
        .hasMessage(problem);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // two states: the key shows one, xml has both
        "<message><active xmlns='http://jabber.org/protocol/chatstates'/><paused xmlns='http://jabber.org/protocol/chatstates'/></message>|{\"kind\":\"message\",\"state\":\"active\",\"xml\":[\"<active xmlns='http://jabber.org/protocol/chatstates'/>\",\"<paused xmlns='http://jabber.org/protocol/chatstates'/>\"]}",
        // 1 is read as true, and is not what would be written
        "<message><x xmlns='jabber:x:conference' continue='1'/></message>|{\"kind\":\"message\",\"invite\":{\"continue\":true},\"xml\":[\"<x xmlns='jabber:x:conference' continue='1'/>\"]}",
        // all stanza ids, or none
        "<message><stanza-id xmlns='urn:xmpp:sid:0' id='1'/><stanza-id xmlns='urn:xmpp:sid:0' id='2' z=''/></message>|{\"kind\":\"message\",\"stanza_ids\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"xml\":[\"<stanza-id xmlns='urn:xmpp:sid:0' id='1'/>\",\"<stanza-id xmlns='urn:xmpp:sid:0' id='2' z=''/>\"]}",
        // the key for convenience and the one beside it
        "<message><x xmlns='jabber:x:oob'><url>u</url><z/></x></message>|{\"kind\":\"message\",\"oob\":{\"url\":\"u\"},\"oob_url\":\"u\",\"xml\":[\"<x xmlns='jabber:x:oob'><url>u</url><z/></x>\"]}",
        // nothing to show
        "<message><delay xmlns='urn:xmpp:delay'/></message>|{\"kind\":\"message\",\"xml\":[\"<delay xmlns='urn:xmpp:delay'/>\"]}",
      })
  void whatAKeyCannotCarryIsInXml(String xml, String json) throws Exception {
    var stanza = ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(new String(CODEC.encode(stanza), UTF_8)).isEqualTo(json);
    assertThat(CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT)).isEqualTo(stanza);
  }
}
