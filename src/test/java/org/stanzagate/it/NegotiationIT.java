package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Which type a body has, and which its answer, whatever a client writes into the headers. */
@OnRestBench
class NegotiationIT {
  private static final String XML = GatewayProcess.XML;
  private static final String JSON = GatewayProcess.JSON;
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TEXT = "text/plain";
  private static final String STANZA = "<message to='romeo@localhost'><body>hi</body></message>";
  private static final String OBJECT = "{\"to\":\"romeo@localhost\",\"body\":\"hi\"}";

  private final RestBench bench;

  NegotiationIT(RestBench bench) {
    this.bench = bench;
  }

  private static String full(String type) {
    return switch (type) {
      case "xml" -> XML;
      case "json" -> JSON;
      case "form" -> FORM;
      default -> TEXT;
    };
  }

  private static RawRequest echo(String type, String body) {
    return RawRequest.postTo("/rest/echo", type, body);
  }

  /** The request's type, what it accepts, and the type of what comes back. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          xml  | */*                                                      | xml
          json | */*                                                      | json
          json | application/xmpp+xml                                     | xml
          xml  | APPLICATION/JSON                                         | json
          xml  | application/json; charset=utf-8                          | json
          xml  | application/json;q=0.5, application/xmpp+xml             | xml
          xml  | application/json;q=0.5, application/xmpp+xml;q=0.4       | json
          json | application/json;q=0.5,application/xmpp+xml;q=0.501      | xml
          json | application/xmpp+xml;q=0.5, application/json;q=0.5       | xml
          xml  | application/json ; q=0.9 , application/xmpp+xml ; q=0.8  | json
          xml  | text/html                                                | xml
          json | text/html, image/png;q=0.5                               | json
          json | text/html, application/xmpp+xml;q=0.001                  | xml
          xml  | application/json, */*;q=0.1                              | json
          xml  | */*, application/json;q=0.9                              | xml
          json | application/*                                            | json
          xml  | application/json;q=0                                     | xml
          xml  | application/json;q=0, text/html                          | xml
          json | application/json;q=0, application/xmpp+xml               | xml
          xml  | ,, , application/json,                               | json
          xml  | application/json;x="a,b;q=0"                             | json
          xml  | application/x-www-form-urlencoded                        | form
          xml  | text/plain                                               | text
          json | text/plain;q=0.3, application/json;q=0.2                 | text
          """)
  void theAnswersTypeIsTheOneThatIsLikedBest(String type, String accept, String answered)
      throws Exception {
    RawRequest request = echo(full(type), type.equals("xml") ? STANZA : OBJECT);
    RawAnswer answer = bench.exchange(request.with("Accept: " + accept));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.type()).isEqualTo(full(answered));

    RawAnswer refusal = bench.exchange(request.withBody("rubbish").with("Accept: " + accept));
    assertThat(refusal.status()).as("%s", refusal).isEqualTo(400);
    assertThat(refusal.type()).isEqualTo(full(answered));
  }

  @Test
  void theLinesOfAHeaderAreOneList() throws Exception {
    RawRequest request = echo(XML, STANZA).with("Accept: text/html").with("Accept: " + JSON);
    assertThat(bench.exchange(request).type()).isEqualTo(JSON);
  }

  @Test
  void withoutAWordOfItTheAnswerIsXml() throws Exception {
    assertThat(bench.exchange(RawRequest.get("/rest/ping/r@localhost")).type()).isEqualTo(XML);
    assertThat(bench.exchange(RawRequest.of("POST", "/rest").withBody("x")).type()).isEqualTo(XML);
  }

  @Test
  void aThousandWishesAreReadToTheLast() throws Exception {
    String wishes =
        IntStream.range(0, 1_000).mapToObj(i -> "a/b" + i).collect(Collectors.joining(","));
    RawRequest request = echo(XML, STANZA).with("Accept: " + wishes + ", " + JSON);
    assertThat(bench.exchange(request).type()).isEqualTo(JSON);
  }

  @Test
  void plainTextIsAMessagesBodyAndNothingElse() throws Exception {
    RawRequest request =
        echo(JSON, "{\"to\":\"r@localhost\",\"body\":\"<b> \u00e9\ud83c\udf39\\r\\n\"}");
    RawAnswer answer = bench.exchange(request.with("Accept: text/plain"));
    assertThat(answer.body()).isEqualTo("<b> \u00e9\ud83c\udf39\r\n");
    assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "APPLICATION/JSON",
        "application/json ; Charset=Utf-8",
        "application/json; q=1",
        "application/json;",
      })
  void theContentTypeMayBeWrittenInManyWays(String type) throws Exception {
    assertThat(sentBy(RawRequest.post(type, OBJECT), 202)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "application/json; charset=",
        "application/jsonx",
        "application/json, text/plain",
        "application",
        "/",
        "*/*",
        "text/html",
        "text/json",
        "multipart/form-data; boundary=x",
        "application/json\r\nContent-Type: application/xmpp+xml",
      })
  void anyOtherContentTypeIs415(String type) throws Exception {
    assertThat(sentBy(RawRequest.post(type, OBJECT), 415)).isEmpty();
  }

  @Test
  void contentInGzipIsTakenAndInAnotherCodingIs415() throws Exception {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
      gzip.write(OBJECT.getBytes(StandardCharsets.UTF_8));
    }
    RawRequest request = RawRequest.json("").with("Content-Encoding: gzip");
    assertThat(
            bench.sentWhile(
                () ->
                    assertThat(bench.exchange(request.bytes(coded.toByteArray())).status())
                        .isEqualTo(202)))
        .hasSize(1);
    assertThat(sentBy(RawRequest.json(OBJECT).with("Content-Encoding: br"), 415)).isEmpty();
    assertThat(sentBy(RawRequest.json(OBJECT).with("Content-Encoding: identity"), 202)).hasSize(1);
  }

  private List<Element> sentBy(RawRequest request, int status) throws Exception {
    return bench.sentWhile(
        () -> {
          RawAnswer answer = bench.exchange(request);
          assertThat(answer.status()).as("%s", answer).isEqualTo(status);
          if (status >= 400) {
            assertThat(answer.fault().text()).isNotBlank();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        " a  b \n",
        "a\r\nb",
        "<b>&amp;</b>",
        "\u00e9\ud83c\udf39",
        "{\"a\":1}",
        "x=y"
      })
  void plainTextGoesOutAsItIs(String text) throws Exception {
    List<Element> sent = sentBy(RawRequest.postTo("/rest?to=romeo@localhost", TEXT, text), 202);
    assertThat(sent)
        .singleElement()
        .extracting(one -> one.elements().get(0).text())
        .isEqualTo(text);
    assertThat(sent.get(0).attribute("type")).isEqualTo("chat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "ff", "c080", "eda080", "efbfbf", "c3"})
  void plainTextThatXmlForbidsIsRefused(String hex) throws Exception {
    Hostile text = Hostile.bytes(hex, TEXT, "a~", hex);
    for (String target :
        List.of(
            "/rest?to=r@localhost",
            "/rest/message/chat/r@localhost",
            "/rest/presence/available/r@localhost")) {
      byte[] request = RawRequest.postTo(target, TEXT, "").bytes(text.body());
      assertThat(bench.sentWhile(() -> assertThat(bench.exchange(request).status()).isIn(400, 422)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind=presence&priority=5                | <priority>5</priority>
          kind=presence&priority=-128             | <priority>-128</priority>
          kind=message&markable=                  | <markable xmlns='urn:xmpp:chat-markers:0'/>
          kind=message&markable=true              | <markable xmlns='urn:xmpp:chat-markers:0'/>
          body=a+b%2Bc%26d%3De                    | <body>a b+c&amp;d=e</body>
          b%6Fdy=x&&                              | <body>x</body>
          """)
  void aFormHasTheKeysThatAreTextDigitsOrFlags(String fields, String content) throws Exception {
    List<Element> sent = sentBy(RawRequest.post(FORM, "to=r%40localhost&" + fields), 202);
    assertThat(sent).hasSize(1);
    assertThat(StreamServer.xml(sent.get(0))).contains(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind=presence&priority=+5",
        "kind=presence&priority=%2B5",
        "kind=presence&priority=0x5",
        "kind=presence&priority=5.0",
        "kind=presence&priority=",
        "kind=presence&priority=128",
        "kind=presence&priority=%D9%A5",
        "kind=presence&priority=99999999999999999999",
        "markable=yes",
        "boddy=x",
        "rsm=1",
        "rsm.max=1",
        "rsm%5Bmax%5D=1",
        "xml=%3Cx%20xmlns%3D'u'/%3E",
        "body=a&body=b",
        "=x",
        "body=a&%62ody=b",
      })
  void aFormHasNoOtherKeysAndValues(String fields) throws Exception {
    assertThat(sentBy(RawRequest.post(FORM, "to=r%40localhost&" + fields), 400)).isEmpty();
  }

  @Test
  void aFormOfThousandsOfFieldsIsRefusedAtOnce() throws Exception {
    String many =
        IntStream.range(0, 15_000).mapToObj(i -> "k" + i + "=").collect(Collectors.joining("&"));
    assertThat(sentBy(RawRequest.post(FORM, many), 400)).isEmpty();
    assertThat(sentBy(RawRequest.post(FORM, "to=r%40localhost" + "&".repeat(190_000)), 202))
        .hasSize(1);
  }
}
