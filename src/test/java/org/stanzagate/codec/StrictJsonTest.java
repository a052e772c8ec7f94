package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.StanzaDraft;
import org.stanzagate.stanza.StanzaException;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementWriter;

/** What JSON says about a stanza is understood, or refused with the place; nothing is guessed. */
class StrictJsonTest {
  private static final JsonCodec CODEC =
      new JsonCodec(StanzaCompiler.compile(OpenApiDocument.load()));

  /** Each is compared with all before it. */
  @Test
  void ofOtherAttributesThereAreAsManyAsXmlMayHave() throws DecodeException {
    assertThat(decode(attributes(1_000)).attributes()).hasSizeGreaterThanOrEqualTo(1_000);
    assertThatThrownBy(() -> decode(attributes(1_001)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("/attributes: has more than 1000 entries");
  }

  private static String attributes(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "'a" + number + "':''")
        .collect(Collectors.joining(",", "{'attributes':{", "}}"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'boddy':'x'}|/boddy: there is no such key in a message; did you mean body?",
        "{'Body':'x'}|/Body: there is no such key in a message; did you mean body?",
        "{'kind':'message','show':'away'}|/show: there is no such key in a message",
        "{'show':'away','body':'x','status':'s'}|/body: there is no such key in a presence",
        "{'kind':'iq','pign':true}|/pign: there is no such key in an iq; did you mean ping?",
        "{'a/b~c':1}|/a~1b~0c: there is no such key in a message",
        "{'':1}|/: there is no such key in a message",
        "{'body':5}|/body: wants a string, not the number 5",
        "{'body':null}|/body: wants a string, not null",
        "{'body':true}|/body: wants a string, not true",
        "{'body':['x']}|/body: wants a string, not an array",
        "{'to':{}}|/to: wants a string, not an object",
        "{'id':17}|/id: wants a string, not the number 17",
        "{'kind':1}|/kind: wants a string, not the number 1",
        "{'type':false}|/type: wants a string, not false",
        "{'thread':7}|/thread: wants an object or a string, not the number 7",
        "{'thread':{'parent':'p','idd':'i'}}|/thread/idd: there is no such key; did you mean id?",
        "{'thread':{'id':1}}|/thread/id: wants a string, not the number 1",
        "{'show':'avay'}|/show: wants one of away, chat, dnd, xa; did you mean away?",
        "{'priority':128}|/priority: wants an integer from -128 to 127, not the number 128",
        "{'priority':-129}|/priority: wants an integer from -128 to 127, not the number -129",
        "{'priority':1.5}|/priority: wants an integer from -128 to 127, not the number 1.5",
        "{'priority':'1'}|/priority: wants an integer from -128 to 127, not a string",
        "{'priority':99999999999999999999}|/priority: wants an integer from -128 to 127, not the number 99999999999999999999",
        "{'ping':'x'}|/ping: wants true, not a string",
        "{'ping':{'a':1}}|/ping/a: there is no such key",
        "{'version':{'name':'n','ver':'1'}}|/version/ver: there is no such key",
        "{'version':false}|/version: wants an object, not false",
        "{'disco':[]}|/disco: wants true or a string or an object, not an array",
        "{'disco':{'features':['a',{}]}}|/disco/features/1: wants a string, not an object",
        "{'disco':{'identities':[{'typ':'x'}]}}|/disco/identities/0/typ: there is no such key; did you mean type?",
        "{'disco':{'extensions':{'f':{'v':7}}}}|/disco/extensions/f/v: wants a string, not the number 7",
        "{'disco':{'extensions':{'f':['v']}}}|/disco/extensions/f: wants an object, not an array",
        "{'disco':{'extensions':['f']}}|/disco/extensions: wants an object, not an array",
        "{'items':[{'jid':'a'},'b']}|/items/1: wants an object, not a string",
        "{'items':{'nod':'a'}}|/items/nod: there is no such key; did you mean node?",
        "{'type':'error','error':{'condition':'item-not-found'}}|/error: lacks type",
        "{'type':'error','error':{}}|/error: lacks type, condition",
        "{'error':{'type':'cancel','condition':'item-not-fuond'}}|*; did you mean item-not-found?",
        "{'error':{'type':'cancel','condition':'xml-not-well-formed'}}|*/error/condition: wants one of bad-request, conflict,",
        "{'xml':'<a/>'}|/xml: wants an array, not a string",
        "{'xml':['<a/>',1]}|/xml/1: wants a string, not the number 1",
        "{'xml':['<a>']}|*/xml/0: ",
        "{'xml':['<a/>','<b></c>']}|*/xml/1: ",
        "{'xml':['<a/>','']}|/xml/1: wants exactly one element as XML text",
        "{'xml':['<a/><b/>']}|/xml/0: wants exactly one element as XML text",
        "{'xml':['<a>','</a>']}|*/xml/0: ",
        "{'xml':['<a/>x']}|/xml/0: wants exactly one element as XML text",
        "{'xml':[' ']}|/xml/0: wants exactly one element as XML text",
        "{'xml':['<a>x</a>y<b/>']}|/xml/0: wants exactly one element as XML text",
        "{'xml':['</stanza><stanza>']}|*/xml/0: exactly one element",
        "{'xml':['<!DOCTYPE a><a/>']}|*/xml/0: ",
      })
  void whatDoesNotFitIsRefusedWithItsPlace(String json, String problem) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(DecodeException.class)
        .message()
        .satisfies(
            message -> {
              if (problem.startsWith("*")) {
                assertThat(message).contains(problem.substring(1));
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
        "'a\\u0000b'|/body: character 2 is U+0000, which XML can't carry; take it out",
        "'\\u001b'|/body: character 1 is U+001B, which XML can't carry; take it out",
        "'\\ud83d'|/body: character 1 is U+D83D, half a character, which XML can't carry; take it out",
        "'x\\ude00y'|/body: character 2 is U+DE00, half a character, which XML can't carry; take it out",
        "'\\ufffe'|/body: character 1 is U+FFFE, which XML can't carry; take it out",
      })
  void whatXmlCannotCarryIsRefusedEvenLeniently(String value, String problem) {
    for (Leniency leniency : List.of(Leniency.STRICT, Leniency.warning(warning -> {}))) {
      assertThatThrownBy(
              () -> CODEC.decode(bytes("{'body':" + value + "}"), Kind.MESSAGE, leniency))
          .isInstanceOf(DecodeException.class)
          .hasMessage(problem);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'to':'\\u0000'}",
        "{'lang':'\\u0001'}",
        "{'kind':'\\ud800'}",
        "{'type':'\\uffff'}",
        "{'thread':{'id':'\\u0000'}}",
        "{'thread':'\\u0000'}",
        "{'xml':['<a>\\u0000</a>']}",
        "{'xml':['<a>\\udfff</a>']}",
        "{'disco':'\\u0000'}",
        "{'disco':{'extensions':{'\\u0000':{}}}}",
        "{'disco':{'extensions':{'f':{'\\u0000':'a'}}}}",
        "{'disco':{'extensions':{'f':{'a':['\\u0000']}}}}",
        "{'error':{'type':'wait','condition':'gone','text':'\\u0000'}}",
      })
  void soIsItEverywhere(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("which XML can't carry");
  }

  @Test
  void leniencyLeavesOutWhatDoesNotFitAndTellsOfEach() throws DecodeException {
    List<String> warnings = new ArrayList<>();
    Element stanza =
        CODEC.decode(
            bytes(
                "{'to':'a@b','id':5,'boddy':'x','body':'hi','priority':1,"
                    + "'thread':{'id':'t','parent':1},'subject':[],'xml':[1,'<a/>']}"),
            Kind.MESSAGE,
            Leniency.warning(warnings::add));
    assertThat(xml(stanza))
        .isEqualTo("<message to='a@b'><body>hi</body><thread>t</thread><a/></message>");
    assertThat(warnings)
        .containsExactlyInAnyOrder(
            "/id: wants a string, not the number 5",
            "/boddy: there is no such key in a message; did you mean body?",
            "/priority: there is no such key in a message",
            "/thread/parent: wants a string, not the number 1",
            "/subject: wants a string, not an array",
            "/xml/0: wants a string, not the number 1");
  }

  @Test
  void leniencyDoesNotReachXmlThatIsNone() {
    assertThatThrownBy(
            () ->
                CODEC.decode(
                    bytes("{'xml':['<a>']}"), Kind.MESSAGE, Leniency.warning(warning -> {})))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("/xml/0: ");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // the kind follows from the type
        "{'type':'chat'}|<message type='chat'/>",
        "{'type':'unavailable','body':'x'}|!/body: there is no such key in a presence",
        "{'type':'available'}|<presence/>",
        "{'type':'probe'}|<presence type='probe'/>",
        "{'type':'set'}|<iq type='set'/>",
        "{'type':'response'}|<iq type='result'/>",
        // then from the keys
        "{'type':'error','priority':1}|<presence type='error'><priority>1</priority></presence>",
        "{'type':'error'}|<message type='error'/>",
        "{'status':'s'}|<presence><status>s</status></presence>",
        "{'ping':{}}|<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "{'ping':false,'to':'a'}|<iq to='a' type='get'/>",
        // else it is a message
        "{}|<message/>",
        "{'to':'a'}|<message to='a'/>",
        "{'xml':['<a/>']}|<message><a/></message>",
        // given last it counts as well
        "{'status':'s','type':'available','kind':'presence'}|<presence><status>s</status></presence>",
        "{'type':'available','kind':'message'}|<message type='available'/>",
        // of the type and the kind others judge, for every codec alike
        "{'kind':'iq','type':'chat'}|<iq type='chat'/>",
        "{'kind':'mesage','body':'x'}|<mesage/>",
        "{'type':'chatt'}|<message type='chatt'/>",
        "{'lang':'sv','body':''}|<message xml:lang='sv'><body/></message>",
        // the short forms
        "{'version':true}|<iq type='get'><query xmlns='jabber:iq:version'/></iq>",
        "{'disco':true}|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "{'disco':{}}|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
        "{'disco':{'node':'n'}}|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#info' node='n'/></iq>",
        "{'items':{}}|<iq type='get'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
        "{'items':[],'type':'result'}|<iq type='result'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
        "{'thread':true}|<message><thread/></message>",
      })
  void whatIsLeftOutFollowsFromTheRest(String json, String xml) throws DecodeException {
    if (xml.startsWith("!")) {
      assertThatThrownBy(() -> decode(json)).hasMessage(xml.substring(1));
    } else {
      assertThat(xml(decode(json))).isEqualTo(xml);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'to':'a'}|PRESENCE|<presence to='a'/>",
        "{'to':'a'}|MESSAGE|<message to='a'/>",
        "{'xml':['<a/>']}|IQ|<iq type='get'><a/></iq>",
        "{'type':'error'}|IQ|<iq type='error'/>",
        "{'type':'error','body':'x'}|IQ|<message type='error'><body>x</body></message>",
        "{'body':'x'}|PRESENCE|<message><body>x</body></message>",
        "{'type':'chat'}|PRESENCE|<message type='chat'/>",
        "{'type':'odd','show':'xa'}|MESSAGE|<presence type='odd'><show>xa</show></presence>",
        "{'kind':'message'}|PRESENCE|<message/>",
      })
  void whereNothingSaysTheKindItIsTheUsualOne(String json, Kind usual, String xml)
      throws DecodeException {
    assertThat(xml(CODEC.decode(bytes(json), usual, Leniency.STRICT))).isEqualTo(xml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'kind':'mesage','to':'a@b','body':'x'}",
        "{'kind':'a b','to':'a@b'}",
        "{'kind':'','to':'a@b'}",
        "{'kind':'<','to':'a@b'}",
        "{'type':'chatt','to':'a@b'}",
        "{'kind':'message','type':'available','to':'a@b'}",
        "{'ping':false,'to':'a@b'}",
      })
  void whatIsNoProperStanzaIsRefusedWhereEveryStanzaIs(String json) throws Exception {
    StanzaDraft draft = new StanzaDraft(decode(json));
    Jid from = Jids.parse("rest.example.net");
    assertThatThrownBy(() -> draft.complete(from, () -> "id")).isInstanceOf(StanzaException.class);
  }

  @Test
  void anAnswerToDiscoIsWrittenWithItsForms() throws DecodeException {
    assertThat(
            xml(
                decode(
                    "{'type':'result','disco':{'features':['a','b'],'identities':[{'category':'c','type':'t'}],"
                        + "'extensions':{'urn:f':{'one':'x','more':'x\\ny','any':['1',''],'yes':false}}}}")))
        .isEqualTo(
            "<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'><feature var='a'/><feature var='b'/>"
                + "<identity category='c' type='t'/><x xmlns='jabber:x:data' type='result'>"
                + "<field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>"
                + "<field var='one' type='text-single'><value>x</value></field>"
                + "<field var='more' type='text-multi'><value>x</value><value>y</value></field>"
                + "<field var='any'><value>1</value><value/></field>"
                + "<field var='yes' type='boolean'><value>false</value></field></x></query></iq>");
  }

  private static Element decode(String json) throws DecodeException {
    return CODEC.decode(bytes(json), Kind.MESSAGE, Leniency.STRICT);
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }

  private static String xml(Element element) {
    return ElementWriter.toXml(element, Namespaces.CLIENT);
  }
}
