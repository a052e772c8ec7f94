package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Bytes that are no UTF-8, and characters that XML forbids, in each type and each place. */
@Tag("jdk")
@OnRestBench
class CharacterAttackIT {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String XML_TEXT = "<message to='romeo@localhost'><body>~</body></message>";
  private static final String XML_CDATA =
      "<message to='romeo@localhost'><body><![CDATA[~]]></body></message>";
  private static final String XML_VALUE = "<message to='romeo@localhost' id='~'/>";
  private static final String JSON_TEXT = "{\"to\":\"romeo@localhost\",\"body\":\"~\"}";
  private static final String JSON_KEY = "{\"to\":\"romeo@localhost\",\"~\":\"x\"}";
  private static final String JSON_XML =
      "{\"to\":\"romeo@localhost\",\"xml\":[\"<x xmlns='u'>~</x>\"]}";
  private static final String FORM_TEXT = "to=romeo%40localhost&body=~";

  private final RestBench bench;

  CharacterAttackIT(RestBench bench) {
    this.bench = bench;
  }

  /** In hexadecimal: overlong forms, surrogates, beyond Unicode, cut short, no beginning. */
  static Stream<String> noUtf8() {
    return Stream.of(
        "ff",
        "fe",
        "c0bc",
        "c080",
        "e080bc",
        "f08080bc",
        "eda080",
        "edb080",
        "eda0bcedbcb9",
        "f4908080",
        "f5808080",
        "fc8480808080",
        "80",
        "bf",
        "e282",
        "e28241",
        "c3",
        "f09f8c",
        "c328");
  }

  @ParameterizedTest
  @MethodSource("noUtf8")
  void whatIsNoUtf8IsRefused(String hex) throws Exception {
    assertRefused(Hostile.bytes(hex, GatewayProcess.XML, XML_TEXT, hex));
    assertRefused(Hostile.bytes(hex, GatewayProcess.XML, XML_CDATA, hex));
    assertRefused(Hostile.bytes(hex, GatewayProcess.XML, XML_VALUE, hex));
    assertRefused(Hostile.bytes(hex, GatewayProcess.JSON, JSON_TEXT, hex));
    assertRefused(Hostile.bytes(hex, GatewayProcess.JSON, JSON_KEY, hex));
    assertRefused(Hostile.bytes(hex, GatewayProcess.JSON, JSON_XML, hex));
    assertRefused(Hostile.bytes(hex, FORM, FORM_TEXT, hex));
    assertRefused(Hostile.form(hex, FORM_TEXT.replace("~", hex.replaceAll("..", "%$0"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 0xb, 0xc, 0xe, 0x1b, 0x1f, 0xfffe, 0xffff})
  void whatXmlForbidsIsRefused(int code) throws Exception {
    String raw = Character.toString(code);
    String escape = "\\u%04x".formatted(code);
    for (String template : List.of(XML_TEXT, XML_CDATA, XML_VALUE)) {
      assertRefused(Hostile.xml("raw", template.replace("~", raw)));
    }
    for (String reference : List.of("&#%d;", "&#x%x;", "&#00%d;")) {
      String text = reference.formatted(code);
      assertRefused(Hostile.xml(text, XML_TEXT.replace("~", text)));
      assertRefused(Hostile.xml(text, XML_VALUE.replace("~", text)));
    }
    for (String template : List.of(JSON_TEXT, JSON_KEY, JSON_XML)) {
      assertRefused(Hostile.json("escaped", template.replace("~", escape)));
    }
    for (String key : List.of("id", "lang", "subject", "nick", "html", "replace")) {
      assertRefused(Hostile.json(key, JSON_TEXT.replace("body", key).replace("~", escape)));
    }
    assertRefused(Hostile.json("to", "{\"to\":\"a%s@localhost\"}".formatted(escape)));
    assertRefused(Hostile.form("raw", FORM_TEXT.replace("~", "a" + raw + "b")));
    assertRefused(Hostile.form("encoded", FORM_TEXT.replace("~", percent(raw))));
    assertRefused(Hostile.form("key", FORM_TEXT.replace("body", percent(raw))));
  }

  private static String percent(String text) {
    StringBuilder all = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      all.append("%%%02x".formatted(b));
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "\\udfff",
        "\\ud800x",
        "\\udc00\\ud800",
        "\\ud800\\ud800\\udc00",
        "x\\udbff"
      })
  void halfACharacterIsRefused(String escape) throws Exception {
    for (String template : List.of(JSON_TEXT, JSON_KEY, JSON_XML)) {
      assertRefused(Hostile.json(escape, template.replace("~", escape)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&#xd800;",
        "&#xdfff;",
        "&#xd83c;&#xdf39;",
        "&#x110000;",
        "&#1114112;",
        "&#-1;",
        "&#;",
        "&#x;",
        "&#xg;",
        "&#99999999999999999999;",
        "&#4294967361;",
        "&#x100000041;",
        "&# 65;"
      })
  void referencesToNoCharacterAreRefused(String reference) throws Exception {
    assertRefused(Hostile.xml(reference, XML_TEXT.replace("~", reference)));
    assertRefused(Hostile.xml(reference, XML_VALUE.replace("~", reference)));
    assertRefused(Hostile.json(reference, JSON_XML.replace("~", reference)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%z", "%zz", "%4", "%u0041", "%%34%31", "% 41"})
  void brokenEscapesInFormsAreRefused(String escape) throws Exception {
    assertRefused(Hostile.form(escape, FORM_TEXT.replace("~", escape)));
    assertRefused(Hostile.form(escape, FORM_TEXT.replace("body", escape)));
  }

  /** The message's text as it is, in its other encoding; none of it is a stanza in UTF-8. */
  @ParameterizedTest
  @CsvSource({"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "IBM037"})
  void otherEncodingsAreRefused(String charset) throws Exception {
    for (String template : List.of(XML_TEXT, JSON_TEXT)) {
      String type = template.startsWith("<") ? GatewayProcess.XML : GatewayProcess.JSON;
      byte[] body = template.getBytes(charset);
      assertRefused(new Hostile(charset, type, body));
      RawAnswer named =
          bench.exchange(RawRequest.post(type + "; charset=" + charset, "").bytes(body));
      assertThat(named.status()).as("%s", named).isEqualTo(415);
    }
  }

  private void assertRefused(Hostile attack) throws Exception {
    List<Element> sent =
        bench.sentWhile(
            () -> {
              RawAnswer answer = bench.exchange(attack.request());
              assertThat(answer.status()).as("%s: %s", attack, answer).isIn(400, 422);
              assertThat(answer.type()).isEqualTo(attack.type());
              assertThat(answer.body()).isNotBlank().doesNotContain("\0");
            });
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\t",
        "\n",
        "\u007f",
        "\u0080",
        "\u0085",
        "\u00a0",
        "\u2028",
        "\u202e",
        "\ufdd0",
        "\ufeff",
        "\ufffd",
        "\ud83c\udf39",
        "\udbff\udfff",
        "e\u0301"
      })
  void whatXmlAllowsGoesOutAsItIs(String character) throws Exception {
    String body = "a" + character + "b";
    String escaped = body.chars().mapToObj("\\u%04x"::formatted).reduce("", String::concat);
    for (Hostile good :
        List.of(
            Hostile.xml("raw", XML_TEXT.replace("~", body)),
            Hostile.json("escaped", JSON_TEXT.replace("~", escaped)),
            Hostile.form("encoded", FORM_TEXT.replace("~", percent(body))))) {
      List<Element> sent =
          bench.sentWhile(() -> assertThat(bench.exchange(good.request()).status()).isEqualTo(202));
      assertThat(sent)
          .singleElement()
          .extracting(one -> one.elements().get(0).text())
          .isEqualTo(body);
    }
  }
}
