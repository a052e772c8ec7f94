package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.ServerUnderTest.TOKEN;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.NotSent;
import org.stanzagate.http.RawClient.Answer;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.xml.Element;
import org.stanzagate.xml.ElementReader;
import org.stanzagate.xml.XmlException;

/** What a URL can say of a stanza. */
class PathFormTest {
  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String XML = "application/xmpp+xml";

  private static ServerUnderTest server;

  @BeforeAll
  static void start() throws IOException {
    server = new ServerUnderTest();
    server.component.onRequest =
        iq -> CompletableFuture.completedFuture(new NotSent.AlreadyWaiting());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The request line and the body are sent byte for byte, each character being one. */
  private static Answer send(String method, String target, String type, String body)
      throws IOException {
    try (RawClient client = server.client()) {
      return client
          .send(
              method
                  + " "
                  + target
                  + " HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
                  + TOKEN
                  + "\n"
                  + (type.isEmpty() ? "" : "Content-Type: " + type + "\n")
                  + "Content-Length: "
                  + body.getBytes(UTF_8).length
                  + "\n\n"
                  + body)
          .read();
    }
  }

  private static Element sent(String target, String type, String body) throws IOException {
    Answer answer = send("POST", target, type, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return server.component.sent.remove().element();
  }

  /** The iq, which the component then says it can't send. */
  private static Element asked(String method, String target, String type, String body)
      throws Exception {
    Answer answer = send(method, target, type, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    return server.component.nextRequest().iq().element();
  }

  private static Element stanza(String xml) throws XmlException {
    return ElementReader.read(xml.getBytes(UTF_8), Namespaces.CLIENT);
  }

  private static Element iq(String head, String payload) throws XmlException {
    return stanza("<iq from='rest.example' id='1' " + head + ">" + payload + "</iq>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          message/chat/a@b           | Hi <b> | type='chat' to='a@b'   | <body>Hi &lt;b&gt;</body>
          message/groupchat/r@m      | Hi     | type='groupchat' to='r@m' | <body>Hi</body>
          message/normal/a@b/x/y     | Hi     | type='normal' to='a@b/x/y' | <body>Hi</body>
          presence/available/a@b     | dnd    | to='a@b'               | <show>dnd</show>
          presence/available/a@b     | lunch  | to='a@b'               | <status>lunch</status>
          presence/unavailable/a@b   | ''     | type='unavailable' to='a@b' | ''
          presence/subscribe/a@b     | Hello  | type='subscribe' to='a@b' | <status>Hello</status>
          """)
  void plainTextSaysWhatThePathIsFor(String path, String text, String head, String content)
      throws Exception {
    String kind = path.substring(0, path.indexOf('/'));
    assertThat(sent("/rest/" + path + "?id=1", TEXT, text))
        .isEqualTo(
            stanza(
                "<"
                    + kind
                    + " from='rest.example' id='1' "
                    + head
                    + ">"
                    + content
                    + "</"
                    + kind
                    + ">"));
  }

  @Test
  void plainTextAlsoGoesWhereTheQueryOfTheUrlSays() throws Exception {
    assertThat(sent("/rest?to=a%2Bb@c&id=1", TEXT, "Hi"))
        .isEqualTo(
            stanza(
                "<message from='rest.example' id='1' type='chat' to='a+b@c'>"
                    + "<body>Hi</body></message>"));
    assertThat(sent("/rest?to=r@m&type=groupchat&id=1&lang=de&from=bot@rest.example", TEXT, "Hi"))
        .isEqualTo(
            stanza(
                "<message from='bot@rest.example' id='1' type='groupchat' to='r@m' xml:lang='de'>"
                    + "<body>Hi</body></message>"));
    assertThat(send("POST", "/rest", TEXT, "Hi").status()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json     | {"kind":"iq","type":"x","to":"c@d","body":"Hi","id":"1"}
          application/json     | {"body":"Hi","id":"1"}
          application/x-www-form-urlencoded | to=c%40d&kind=presence&body=Hi&id=1
          application/xmpp+xml | <message type='normal' to='c@d' id='1'><body>Hi</body></message>
          application/xmpp+xml | <presence id='1'><body>Hi</body></presence>
          """)
  void thePathWinsOverTheBody(String type, String body) throws Exception {
    assertThat(sent("/rest/message/chat/a@b", type, body))
        .isEqualTo(
            stanza(
                "<message from='rest.example' id='1' type='chat' to='a@b'><body>Hi</body>"
                    + "</message>"));
  }

  @Test
  void thePathWinsOverTheQueryOfTheUrlAndThatOverTheBody() throws Exception {
    assertThat(sent("/rest/message/chat/a@b?to=c@d&type=normal&id=1", JSON, "{\"id\":\"2\"}"))
        .isEqualTo(stanza("<message from='rest.example' id='1' type='chat' to='a@b'/>"));
  }

  @Test
  void withoutAnAddressInThePathTheBodySaysIt() throws Exception {
    assertThat(sent("/rest/message/chat/", JSON, "{\"to\":\"a@b\",\"id\":\"1\"}"))
        .isEqualTo(stanza("<message from='rest.example' id='1' type='chat' to='a@b'/>"));
  }

  /** In the order of the contract; each iq as the XEP has it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ping/a@b             | get | <ping xmlns='urn:xmpp:ping'/>
          version/a@b          | get | <query xmlns='jabber:iq:version'/>
          disco/a@b            | get | <query xmlns='http://jabber.org/protocol/disco#info'/>
          disco/a@b?node=x%20y | get | <query xmlns='http://jabber.org/protocol/disco#info' node='x y'/>
          items/a@b?node=x+y   | get | <query xmlns='http://jabber.org/protocol/disco#items' node='x y'/>
          lastactivity/a@b     | get | <query xmlns='jabber:iq:last'/>
          stats/a@b            | get | <query xmlns='http://jabber.org/protocol/stats'/>
          extdisco/a@b?type=turn | get | <services xmlns='urn:xmpp:extdisco:2' type='turn'/>
          upload_request/a@b?filename=a%26b.png&size=23456&content-type=image/png | get | <request xmlns='urn:xmpp:http:upload:0' filename='a&amp;b.png' size='23456' content-type='image/png'/>
          oob/a@b?url=https://c.example/d?e=f&desc=A%20file | set | <query xmlns='jabber:iq:oob'><url>https://c.example/d?e=f</url><desc>A file</desc></query>
          payload/a@b?datatype=urn:x&data=%7B%22y%22:[1]%7D | get | <payload xmlns='urn:xmpp:json-msg:0' datatype='urn:x'><json xmlns='urn:xmpp:json:0'>{"y":[1]}</json></payload>
          payload/a@b?datatype=urn:x&data=plain | get | <payload xmlns='urn:xmpp:json-msg:0' datatype='urn:x'><json xmlns='urn:xmpp:json:0'>"plain"</json></payload>
          """)
  void aQueryIsAllInTheUrl(String target, String type, String payload) throws Exception {
    String url = "/rest/" + target + (target.contains("?") ? "&" : "?") + "id=1";
    assertThat(asked("GET", url, "", "")).isEqualTo(iq("to='a@b' type='" + type + "'", payload));
  }

  @Test
  void theFieldsOfAnArchiveQueryMakeItsFormAndItsPage() throws Exception {
    Element query =
        asked(
                "GET",
                "/rest/archive/r@m?max=20&with=c@d&ids=1,2&before=&from=x@rest.example",
                "",
                "")
            .elements()
            .get(0);
    assertThat(query.element("jabber:x:data", "x").orElseThrow().elements())
        .extracting(field -> field.attribute("var"))
        .containsExactly("FORM_TYPE", "with", "ids");
    assertThat(query.element("http://jabber.org/protocol/rsm", "set").orElseThrow())
        .isEqualTo(
            stanza("<set xmlns='http://jabber.org/protocol/rsm'><max>20</max><before/></set>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          room@muc.example/nick           | room@muc.example/nick
          room@muc.example/a/b//c/        | room@muc.example/a/b//c/
          room%40muc.example%2Fnick%2Fb   | room@muc.example/nick/b
          a@b/50%25;x=y,z+w               | a@b/50%;x=y,z+w
          a@b/what%3Fwhy%23               | a@b/what?why#
          a@b/J%C3%BCrgen%20%F0%9F%98%80  | a@b/J\u00fcrgen \uD83D\uDE00
          J\u00fcrgen@b                  | j\u00fcrgen@b
          a@b/..                          | a@b/..
          a@b/../../c                     | a@b/../../c
          a@b/%252F                       | a@b/%2F
          ROOM@MUC.Example                | room@muc.example
          [::1]                           | [::1]
          """)
  void theAddressIsTheRestOfThePathDecodedOnce(String path, String to) throws Exception {
    assertThat(asked("GET", "/rest/ping/" + path, "", "").attribute("to")).isEqualTo(to);
    assertThat(asked("GET", "http://localhost/rest/ping/" + path + "?id=1", "", "").attribute("to"))
        .isEqualTo(to);
    assertThat(sent("/rest/message/chat/" + path, TEXT, "Hi").attribute("to")).isEqualTo(to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b/%C3", "a@b/%FF%FE", "a@b/%C0%80", "a@b/%ED%A0%80"})
  void aPathThatIsNotUtf8IsRefused(String path) throws IOException {
    Answer answer = send("GET", "/rest/ping/" + path, "", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%20@b", "a@b@c", "a@b/%EF%BF%BD"})
  void anAddressThatIsNoneIsRefused(String path) throws IOException {
    assertThat(send("GET", "/rest/ping/" + path, "", "").status()).isEqualTo(422);
    assertThat(send("POST", "/rest/message/chat/" + path, TEXT, "Hi").status()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json                  | {"node":"x"}
          application/x-www-form-urlencoded | node=x
          """)
  void theBodyHasTheFieldsOfTheQuery(String type, String body) throws Exception {
    assertThat(asked("POST", "/rest/iq/disco/a@b?id=1", type, body))
        .isEqualTo(
            iq(
                "type='get' to='a@b'",
                "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>"));
  }

  @Test
  void everyPayloadOfTheMappingCanBeAskedWith() throws Exception {
    assertThat(
            asked(
                "POST",
                "/rest/iq/command/a@b?id=1",
                JSON,
                "{\"node\":\"uptime\",\"action\":\"execute\"}"))
        .isEqualTo(
            iq(
                "type='set' to='a@b'",
                "<command xmlns='http://jabber.org/protocol/commands' node='uptime'"
                    + " action='execute'/>"));
    assertThat(asked("POST", "/rest/iq/set/a@b?id=1", XML, "<iq><q xmlns='urn:x'/></iq>"))
        .isEqualTo(iq("type='set' to='a@b'", "<q xmlns='urn:x'/>"));
  }

  @Test
  void aQueryWithoutFieldsNeedsNoBody() throws Exception {
    Element ping = iq("type='get' to='a@b'", "<ping xmlns='urn:xmpp:ping'/>");
    assertThat(asked("POST", "/rest/iq/ping/a@b?id=1", "", "")).isEqualTo(ping);
    assertThat(asked("POST", "/rest/iq/ping/a@b?id=1", FORM, "")).isEqualTo(ping);
    assertThat(asked("POST", "/rest/iq/ping/a@b?id=1", JSON, "{}")).isEqualTo(ping);
  }

  @Test
  void anIqIsAnsweredByItsPath() throws Exception {
    assertThat(sent("/rest/iq/result/a@b/c?id=1", XML, "<iq/>"))
        .isEqualTo(stanza("<iq from='rest.example' id='1' type='result' to='a@b/c'/>"));
    assertThat(sent("/rest/iq/response/a@b/c?id=1", JSON, "{}"))
        .isEqualTo(stanza("<iq from='rest.example' id='1' type='result' to='a@b/c'/>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /rest/ping/a@b?node=x             | ''                   | ''          | 400 | /ping/node
          GET  | /rest/disco/a@b?nod=x             | ''                   | ''          | 400 | did you mean node?
          GET  | /rest/disco/a@b?node=x&node=y     | ''                   | ''          | 400 | twice
          GET  | /rest/upload_request/a@b?size=1   | ''                   | ''          | 400 | filename
          GET  | /rest/upload_request/a@b?filename=x&size=1.5 | ''        | ''          | 400 | integer
          POST | /rest?too=a@b                     | application/json     | {"body":""} | 400 | did you mean to?
          POST | /rest/iq/disco/a@b                | application/json     | {"nod":"x"} | 400 | did you mean node?
          POST | /rest/iq/disco/a@b                | application/json     | []          | 400 | one JSON object
          POST | /rest/iq/disco/a@b                | application/xmpp+xml | <iq/>       | 415 | application/json
          POST | /rest/iq/disco/a@b                | text/plain           | x           | 415 | application/json
          POST | /rest/iq/disco/a@b                | ''                   | x           | 415 | no Content-Type
          POST | /rest/iq/dysco/a@b                | application/json     | {}          | 404 | did you mean disco?
          POST | /rest/iq/get/a@b                  | text/plain           | x           | 400 | plain text
          POST | /rest/message/shout/a@b           | text/plain           | x           | 422 | groupchat
          POST | /rest/message/chat                | text/plain           | x           | 404 | {to}
          POST | /rest/ping/a@b                    | ''                   | ''          | 405 | GET
          GET  | /rest/message/chat/a@b            | ''                   | ''          | 405 | POST
          GET  | /rest/nothing/a@b                 | ''                   | ''          | 404 | /rest
          GET  | /rest/ping/                       | ''                   | ''          | 422 | to
          """)
  void whatThereIsNotSaysSo(
      String method, String target, String type, String body, int status, String says)
      throws IOException {
    Answer answer = send(method, target, type, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(says);
  }

  @Test
  void aGetWithABodyIsRefusedAndTheNextRequestIsServed() throws IOException {
    String get = "GET /rest/ping/a@b HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + TOKEN;
    try (RawClient client = server.client()) {
      client.send(get + "\nContent-Length: 5\n\n").sendExactly("hello");
      assertThat(client.read().body()).contains("no body");
      client.send(get + "\nTransfer-Encoding: chunked\n\n0\n\n");
      assertThat(client.read().status()).isEqualTo(409);
      server.component.requests.clear();
      assertThat(client.send("GET /healthz HTTP/1.1\nHost: localhost\n\n").read().status())
          .isEqualTo(200);
    }
  }
}
