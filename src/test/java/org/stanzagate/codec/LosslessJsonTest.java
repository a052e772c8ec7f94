package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.ElementWriter;
import org.stanzagate.xml.XmlException;

/** Nothing is lost between XML and JSON, and nothing comes back twice. */
class LosslessJsonTest {
  private static final int STANZAS = 3_000;
  private static final JsonCodec CODEC =
      new JsonCodec(StanzaCompiler.compile(OpenApiDocument.load()));

  @Test
  void everyStanzaComesBackAsItWas() throws DecodeException {
    RandomStanzas stanzas = new RandomStanzas(1);
    RoundTrip roundTrip = new RoundTrip(CODEC);
    for (int i = 0; i < STANZAS; i++) {
      roundTrip.check(stanzas.next());
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // one body for each language: the key is for the stanza's own
        "<message><body>Hi</body><body xml:lang='de'>Hallo</body></message>"
            + "|{'kind':'message','body':'Hi','xml':['<body xml:lang=\"de\">Hallo</body>']}",
        // only another language: better than no body
        "<message><body xml:lang='de'>Hallo</body></message>"
            + "|{'kind':'message','body':'Hallo','xml':['<body xml:lang=\"de\">Hallo</body>']}",
        // the stanza's own language, said twice
        "<message xml:lang='de'><body xml:lang='DE'>Hallo</body></message>"
            + "|{'kind':'message','lang':'de','body':'Hallo','xml':['<body xml:lang=\"DE\">Hallo</body>']}",
        // two bodies of one language
        "<message><body>a</body><body>b</body></message>"
            + "|{'kind':'message','body':'a','xml':['<body>a</body>','<body>b</body>']}",
        // the same text in two languages: the key alone would look like a repetition
        "<message><body>OK</body><body xml:lang='de'>OK</body></message>"
            + "|{'kind':'message','body':'OK','xml':['<body>OK</body>','<body xml:lang=\"de\">OK</body>']}",
        // more than a text
        "<message><body>a<b/></body></message>|{'kind':'message','body':'a','xml':['<body>a<b/></body>']}",
        "<presence><priority>+5</priority></presence>"
            + "|{'kind':'presence','type':'available','priority':5,'xml':['<priority>+5</priority>']}",
        "<presence><priority>300</priority></presence>"
            + "|{'kind':'presence','type':'available','xml':['<priority>300</priority>']}",
        "<presence><show>busy</show></presence>"
            + "|{'kind':'presence','type':'available','xml':['<show>busy</show>']}",
        // an unknown attribute, and mixed text
        "<iq type='get'><ping xmlns='urn:xmpp:ping' a='1'/></iq>"
            + "|{'kind':'iq','type':'get','ping':true,'xml':['<ping xmlns=\"urn:xmpp:ping\" a=\"1\"/>']}",
        "<message><x xmlns='urn:x'>a<b/>c</x></message>"
            + "|{'kind':'message','xml':['<x xmlns=\"urn:x\">a<b/>c</x>']}",
        // the answer has a node, which the array can't hold
        "<iq type='result'><query xmlns='http://jabber.org/protocol/disco#items' node='n'><item jid='a'/></query></iq>"
            + "|{'kind':'iq','type':'result','items':[{'jid':'a'}],'xml':['<query xmlns=\"http://jabber.org/protocol/disco#items\" node=\"n\"><item jid=\"a\"/></query>']}",
        // an error condition that holds a text, and one that nobody knows
        "<message type='error'><error type='modify'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:a@b</gone></error></message>"
            + "|{'kind':'message','type':'error','error':{'type':'modify','condition':'gone'},'xml':['<error type=\"modify\"><gone xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\">xmpp:a@b</gone></error>']}",
        "<message type='error'><error type='modify'/></message>"
            + "|{'kind':'message','type':'error','xml':['<error type=\"modify\"/>']}",
        // no namespace at all is not the stanza's
        "<message><x xmlns=''/></message>|{'kind':'message','xml':['<x xmlns=\"\"/>']}",
      })
  void whatAKeyCannotCarryIsInXmlAsWell(String xml, String json) throws Exception {
    Element stanza = read(xml);
    String printed = new String(CODEC.encode(stanza), UTF_8);
    assertThat(printed).isEqualTo(json.replace("\"", "§").replace('\'', '"').replace('§', '\''));
    assertThat(CODEC.decode(printed.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT))
        .isEqualTo(stanza);
  }

  @Test
  void unlikeSiblingsInAnElementKeepTheirOrder() throws Exception {
    Element stanza =
        read(
            "<iq type='result'><query xmlns='jabber:iq:version'><os>L</os><name>N</name></query></iq>");
    byte[] json = CODEC.encode(stanza);
    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"kind\":\"iq\",\"type\":\"result\",\"version\":{\"os\":\"L\",\"name\":\"N\"}}");
    assertThat(CODEC.decode(json, Kind.MESSAGE, Leniency.STRICT)).isEqualTo(stanza);
  }

  @Test
  void aPrefixThatOnlyTheStanzaDeclaresGoesWithWhatUsesIt() throws Exception {
    Element stanza =
        read(
            "<message xmlns:p='urn:p' xmlns:q='urn:q' xmlns:r='urn:r'>"
                + "<x xmlns='urn:x' type='p:t'>r:z<y xmlns:r='urn:other'/></x><z xmlns='urn:z' xmlns:q='urn:own' a='q:b'/></message>");
    byte[] json = CODEC.encode(stanza);
    Element back = CODEC.decode(json, Kind.MESSAGE, Leniency.STRICT);
    assertThat(ElementWriter.toXml(back, Namespaces.CLIENT))
        .isEqualTo(
            "<message><x xmlns='urn:x' xmlns:p='urn:p' xmlns:r='urn:r' type='p:t'>r:z<y xmlns:r='urn:other'/></x>"
                + "<z xmlns='urn:z' xmlns:q='urn:own' a='q:b'/></message>");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // the same name, namespace and language: xml counts
        "{'body':'a','xml':['<body>b</body>']}|<message><body>b</body></message>",
        "{'body':'a','lang':'de','xml':['<body xml:lang=\"de\">b</body>']}|<message xml:lang='de'><body xml:lang='de'>b</body></message>",
        "{'thread':{'id':'a'},'xml':['<thread xml:lang=\"de\">b</thread>']}|<message><thread xml:lang='de'>b</thread></message>",
        // something else: both count
        "{'body':'a','xml':['<body xml:lang=\"de\">b</body>']}|<message><body>a</body><body xml:lang='de'>b</body></message>",
        "{'body':'a','xml':['<body xmlns=\"urn:x\">a</body>']}|<message><body>a</body><body xmlns='urn:x'>a</body></message>",
        "{'body':'a','xml':[' <p:x xmlns:p=\"urn:x\"><p:y/></p:x>\\n']}|<message><body>a</body><p:x xmlns:p='urn:x'><p:y/></p:x></message>",
      })
  void anEntryInXmlCountsMoreThanAKeyForTheSame(String json, String xml) throws Exception {
    String quoted = json.replace("\"", "§").replace('\'', '"').replace('§', '\'');
    Element stanza = CODEC.decode(quoted.getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT);
    assertThat(ElementWriter.toXml(stanza, Namespaces.CLIENT)).isEqualTo(xml);
  }

  @Test
  void aWholeHouseOfLikeElementsTakesNoQuadraticTime() throws Exception {
    String ids =
        Stream.generate(() -> "<stanza-id xmlns='urn:xmpp:sid:0'/>")
            .limit(4_000)
            .reduce("", String::concat);
    String bodies =
        Stream.generate(() -> "<body xml:lang='x'>a</body>")
            .limit(4_000)
            .reduce("", String::concat);
    for (String content : List.of(ids, bodies)) {
      Element stanza = read("<message>" + content + "</message>");
      assertThat(CODEC.decode(CODEC.encode(stanza), Kind.MESSAGE, Leniency.STRICT))
          .isEqualTo(stanza);
    }
  }

  private static Element read(String xml) throws XmlException {
    return ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
  }
}
