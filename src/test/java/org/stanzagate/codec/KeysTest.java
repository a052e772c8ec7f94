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
import org.stanzagate.xml.ElementWriter;

/**
 * Every shape of value that the mapping knows: its short forms, its errors, what it can't carry.
 */
class KeysTest {
  private static final JsonCodec CODEC =
      new JsonCodec(StanzaCompiler.compile(OpenApiDocument.load()));

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
        "{\"block\":[{\"jid\":\"a\",\"report\":{\"reason\":\"urn:xmpp:reporting:spam\",\"stanza_ids\":[{\"id\":\"1\",\"by\":\"c\"}]}}]}|<iq type='set'><block xmlns='urn:xmpp:blocking'><item jid='a'><report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'><stanza-id xmlns='urn:xmpp:sid:0' id='1' by='c'/></report></item></block></iq>",
        "{\"unblock\":[]}|<iq type='set'><unblock xmlns='urn:xmpp:blocking'/></iq>",
        "{\"blocklist\":true}|<iq type='get'><blocklist xmlns='urn:xmpp:blocking'/></iq>",
        "{\"kind\":\"iq\",\"oob\":{\"url\":\"u\"}}|<iq type='set'><query xmlns='jabber:iq:oob'><url>u</url></query></iq>",
        // a form that is filled in
        "{\"formdata\":{\"a\":\"1\",\"FORM_TYPE\":\"f\",\"b\":[]}}|<message><x xmlns='jabber:x:data' type='submit'><field var='a'><value>1</value></field><field var='FORM_TYPE' type='hidden'><value>f</value></field><field var='b'/></x></message>",
        "{\"formdata\":{\"a\":\"1\"},\"dataform\":{\"type\":\"cancel\"}}|<message><x xmlns='jabber:x:data' type='cancel'/></message>",
        "{\"command\":{\"node\":\"c\",\"data\":{\"a\":\"1\"},\"form\":{}}}|<iq type='set'><command xmlns='http://jabber.org/protocol/commands' node='c'><x xmlns='jabber:x:data'/></command></iq>",
        // the type of a field may come after its value
        "{\"dataform\":{\"fields\":[{\"value\":\"a\\nb\",\"var\":\"v\",\"type\":\"text-multi\"},{\"value\":\"a\\nb\",\"type\":\"text-single\"},{\"value\":\"a\",\"type\":\"list-multi\"}]}}|<message><x xmlns='jabber:x:data'><field var='v' type='text-multi'><value>a</value><value>b</value></field><field type='text-single'><value>a⏎b</value></field><field type='list-multi'><value>a</value></field></x></message>",
        // an archive, in short
        "{\"archive\":{}}|<iq type='set'><query xmlns='urn:xmpp:mam:2'/></iq>",
        "{\"archive\":true}|<iq type='set'><query xmlns='urn:xmpp:mam:2'/></iq>",
        "{\"archive\":{\"queryid\":\"q\",\"ids\":\"a,b\",\"before\":\"\"}}|<iq type='set'><query xmlns='urn:xmpp:mam:2' queryid='q'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field><field var='ids'><value>a</value><value>b</value></field></x><set xmlns='http://jabber.org/protocol/rsm'><before/></set></query></iq>",
        "{\"archive\":{\"ids\":[\"a,b\"]},\"type\":\"get\"}|<iq type='get'><query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field><field var='ids'><value>a,b</value></field></x></query></iq>",
        "{\"archive\":{\"page\":{\"max\":1}}}|<iq type='set'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max>1</max></set></query></iq>",
        // the index is the first one's, where there is one
        "{\"rsm\":{\"index\":3,\"first\":\"a\"}}|<message><set xmlns='http://jabber.org/protocol/rsm'><first index='3'>a</first></set></message>",
        "{\"rsm\":{\"index\":3,\"max\":1}}|<message><set xmlns='http://jabber.org/protocol/rsm'><max>1</max><index>3</index></set></message>",
        // attributes and text that no stanza should have
        "{\"attributes\":{\"a\":\"1\",\"{urn:p}b\":\"2\"}}|<message a='1' xmlns:ns1='urn:p' ns1:b='2'/>",
        "{\"xml\":[\"a &lt; b\",\"<x/>\"]}|<message>a &lt; b<x/></message>",
        "{\"html\":\"<body xml:lang='en'>a &amp; <b>b</b></body>\"}|<message><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml' xml:lang='en'>a &amp; <b>b</b></body></html></message>",
        "{\"payload\":{\"datatype\":\"d\",\"data\":null}}|<message><payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>null</json></payload></message>",
        "{\"rsm\":{\"before\":\"\"},\"kind\":\"iq\"}|<iq type='get'><set xmlns='http://jabber.org/protocol/rsm'><before/></set></iq>",
      })
  void shortFormsAreForTheWayIn(String json, String xml) throws Exception {
    assertThat(
            ElementWriter.toXml(
                CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT),
                Namespaces.CLIENT))
        .isEqualTo(xml.replace('⏎', '\n'));
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
        "{\"html\":\"<p>a</p>\"}|/html: wants an XHTML body as XML text: <body>…</body>",
        "{\"html\":\"a\"}|/html: wants an XHTML body as XML text: <body>…</body>",
        "{\"html\":\"<body>a</body><body/>\"}|/html: wants exactly one element as XML text",
        "{\"html\":\"</x></x><x><x>\"}|*/html: ",
        "{\"html\":\"<body>\"}|*/html: ",
        "{\"html\":[]}|/html: wants a string, not an array",
        "{\"formdata\":{\"a\":1}}|/formdata/a: wants a string or an array, not the number 1",
        "{\"formdata\":{\"a\":[\"x\",true]}}|/formdata/a/1: wants a string, not true",
        "{\"formdata\":[]}|/formdata: wants an object, not an array",
        "{\"formdata\":[],\"dataform\":{}}|/formdata: wants an object, not an array",
        "{\"command\":{\"node\":\"c\",\"data\":7,\"form\":{}}}|/command/data: wants an object, not the number 7",
        "{\"command\":{\"action\":\"exec\"}}|/command/action: wants one of cancel, complete, execute, next, prev",
        "{\"dataform\":{\"type\":\"result\",\"fields\":[{\"type\":\"text-single\",\"value\":[\"a\"]}]}}|/dataform/fields/0/value: wants a string, as the field is of type text-single, not an array",
        "{\"dataform\":{\"fields\":[{\"type\":\"boolean\",\"value\":true}]}}|/dataform/fields/0/value: wants a string or an array, not true",
        "{\"dataform\":{\"fields\":[{\"type\":\"text\"}]}}|*/dataform/fields/0/type: wants one of boolean, fixed,",
        "{\"archive\":{\"with\":1}}|/archive/with: wants a string, not the number 1",
        "{\"archive\":{\"wiht\":\"a\"}}|/archive/wiht: there is no such key; did you mean with?",
        "{\"archive\":{\"max\":-1}}|/archive/max: wants an integer of at least 0, not the number -1",
        "{\"archive\":{\"max\":1,\"page\":{}}}|/archive/max: is short for a part of page; give one of the two",
        "{\"archive\":{\"with\":\"a\",\"form\":{}}}|/archive/with: is short for a part of form; give one of the two",
        "{\"archive\":{\"ids\":[1]}}|/archive/ids/0: wants a string, not the number 1",
        "{\"forwarded\":{\"message\":{\"xml\":[]}}}|/forwarded/message/xml: there is no such key",
        "{\"forwarded\":{\"message\":{\"type\":\"chatt\"}}}|/forwarded/message/type: wants one of chat, error, groupchat, headline, normal; did you mean chat?",
        "{\"payload\":{\"datatype\":\"d\"}}|/payload: lacks data",
        "{\"payload\":{\"datatype\":\"d\",\"data\":\"\\ud800\"}}|/payload/data: character 2 is U+D800, half a character, which XML can't carry; take it out",
        "{\"attributes\":{\"to\":\"a\"}}|/attributes/to: is a key of the stanza itself: to",
        "{\"attributes\":{\"xmlns\":\"a\"}}|/attributes/xmlns: would declare a namespace, which is no attribute",
        "{\"attributes\":{\"a b\":\"a\"}}|/attributes/a b: is no name of an attribute",
        "{\"attributes\":{\"a\":1}}|/attributes/a: wants a string, not the number 1",
        "{\"attributes\":[]}|/attributes: wants an object, not an array",
        "{\"command\":7}|/command: wants a string or an object, not the number 7",
      })
  void whatDoesNotFitIsNamed(String json, String problem) {
    assertThatThrownBy(() -> CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT))
        .isInstanceOf(DecodeException.class)
        .message()
        .satisfies(
            message -> {
              if (problem.startsWith("*")) {
                assertThat(message).startsWith(problem.substring(1));
              } else {
                assertThat(message).isEqualTo(problem);
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // two states: the key shows one, xml has both
        "<message><active xmlns='http://jabber.org/protocol/chatstates'/><paused xmlns='http://jabber.org/protocol/chatstates'/></message>|{\"kind\":\"message\",\"state\":\"active\",\"xml\":[\"<active xmlns='http://jabber.org/protocol/chatstates'/>\",\"<paused xmlns='http://jabber.org/protocol/chatstates'/>\"]}",
        // 1 is read as true, and is not what would be written
        "<message><x xmlns='jabber:x:conference' jid='r' continue='1'/></message>|{\"kind\":\"message\",\"invite\":{\"jid\":\"r\",\"continue\":true},\"xml\":[\"<x xmlns='jabber:x:conference' jid='r' continue='1'/>\"]}",
        // all stanza ids, or none
        "<message><stanza-id xmlns='urn:xmpp:sid:0' id='1'/><stanza-id xmlns='urn:xmpp:sid:0' id='2' z=''/></message>|{\"kind\":\"message\",\"stanza_ids\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"xml\":[\"<stanza-id xmlns='urn:xmpp:sid:0' id='1'/>\",\"<stanza-id xmlns='urn:xmpp:sid:0' id='2' z=''/>\"]}",
        // the key for convenience and the one beside it
        "<message><x xmlns='jabber:x:oob'><url>u</url><z/></x></message>|{\"kind\":\"message\",\"oob\":{\"url\":\"u\"},\"oob_url\":\"u\",\"xml\":[\"<x xmlns='jabber:x:oob'><url>u</url><z/></x>\"]}",
        // a form with more than one instruction, and a field with two values where one is allowed
        "<message><x xmlns='jabber:x:data' type='form'><instructions>a</instructions><instructions>b</instructions><field type='text-single'><value>1</value><value>2</value></field></x></message>|{\"kind\":\"message\",\"dataform\":{\"type\":\"form\",\"instructions\":\"a\",\"fields\":[{\"type\":\"text-single\",\"value\":\"1\"}]},\"xml\":[\"<x xmlns='jabber:x:data' type='form'><instructions>a</instructions><instructions>b</instructions><field type='text-single'><value>1</value><value>2</value></field></x>\"]}",
        "<message><x xmlns='jabber:x:data' type='submit'><field var='a'><value>1</value><value>2</value></field></x></message>|{\"kind\":\"message\",\"dataform\":{\"type\":\"submit\",\"fields\":[{\"var\":\"a\",\"value\":[\"1\",\"2\"]}]}}",
        // JSON that is written otherwise, that holds half a character, that is none
        "<message><payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>[1, 2]</json></payload></message>|{\"kind\":\"message\",\"payload\":{\"datatype\":\"d\",\"data\":[1,2]},\"xml\":[\"<payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>[1, 2]</json></payload>\"]}",
        "<message><payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>\"\\ud800\"</json></payload></message>|{\"kind\":\"message\",\"xml\":[\"<payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>\\\"\\\\ud800\\\"</json></payload>\"]}",
        "<message><payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>{</json></payload></message>|{\"kind\":\"message\",\"xml\":[\"<payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>{</json></payload>\"]}",
        "<message><payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>1e99999999999</json></payload></message>|{\"kind\":\"message\",\"xml\":[\"<payload xmlns='urn:xmpp:json-msg:0' datatype='d'><json xmlns='urn:xmpp:json:0'>1e99999999999</json></payload>\"]}",
        // mark-up beside the body
        "<message><html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>a</body><body xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'>b</body></html></message>|{\"kind\":\"message\",\"html\":\"<body>a</body>\",\"xml\":[\"<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>a</body><body xmlns='http://www.w3.org/1999/xhtml' xml:lang='de'>b</body></html>\"]}",
        // an unknown child in what is forwarded
        "<message><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>a</body><x xmlns='urn:x'/></message></forwarded></message>|{\"kind\":\"message\",\"forwarded\":{\"message\":{\"body\":\"a\"}},\"xml\":[\"<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>a</body><x xmlns='urn:x'/></message></forwarded>\"]}",
        "<message><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><x xmlns='jabber:x:oob'><url>u</url></x></message></forwarded></message>|{\"kind\":\"message\",\"forwarded\":{\"message\":{\"oob\":{\"url\":\"u\"},\"oob_url\":\"u\"}}}",
        // an archive's answer
        "<message><result xmlns='urn:xmpp:mam:2' id='1' queryid='q'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='s'/><message xmlns='jabber:client' from='a'><body>b</body></message></forwarded></result></message>|{\"kind\":\"message\",\"archive\":{\"id\":\"1\",\"queryid\":\"q\",\"forward\":{\"delay\":\"s\",\"message\":{\"from\":\"a\",\"body\":\"b\"}}}}",
        "<iq type='result'><fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a</first><last>b</last><count>2</count></set></fin></iq>|{\"kind\":\"iq\",\"type\":\"result\",\"result\":{\"complete\":true,\"page\":{\"index\":0,\"first\":\"a\",\"last\":\"b\",\"count\":2}}}",
        "<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put url='p'><header name='Authorization'>a</header></put><get url='g'/></slot></iq>|{\"kind\":\"iq\",\"type\":\"result\",\"upload_slot\":{\"put\":{\"url\":\"p\",\"headers\":[{\"name\":\"Authorization\",\"value\":\"a\"}]},\"get\":{\"url\":\"g\"}}}",
        "<iq type='result'><blocklist xmlns='urn:xmpp:blocking'><item jid='a'/></blocklist></iq>|{\"kind\":\"iq\",\"type\":\"result\",\"blocklist\":[{\"jid\":\"a\"}]}",
        // what no stanza should have
        "<message a='1' xml:lang='de' xmlns:p='urn:p' p:b='2'>a &lt; b<x xmlns='urn:x'/>c</message>|{\"kind\":\"message\",\"lang\":\"de\",\"attributes\":{\"a\":\"1\",\"{urn:p}b\":\"2\"},\"xml\":[\"a &lt; b\",\"<x xmlns='urn:x'/>\",\"c\"]}",
        // nothing to show
        "<message><delay xmlns='urn:xmpp:delay'/></message>|{\"kind\":\"message\",\"xml\":[\"<delay xmlns='urn:xmpp:delay'/>\"]}",
      })
  void whatComesInIsToldAndComesBack(String xml, String json) throws Exception {
    var stanza = ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(new String(CODEC.encode(stanza), UTF_8)).isEqualTo(json);
    assertThat(CODEC.decode(json.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT)).isEqualTo(stanza);
  }

  @Test
  void whiteSpaceForTheEyeIsNotKept() throws Exception {
    String xml =
        """
        <message>
          <x xmlns='jabber:x:data' type='form'>
            <field><value>
        </value></field>
          </x>
        </message>""";
    var stanza = ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
    assertThat(new String(CODEC.encode(stanza), UTF_8))
        .isEqualTo(
            "{\"kind\":\"message\",\"dataform\":{\"type\":\"form\",\"fields\":[{\"value\":\"\\n\"}]}}");
  }
}
