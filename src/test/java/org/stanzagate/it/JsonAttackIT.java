package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.it.Hostile.json;
import static org.stanzagate.it.Hostile.withMembers;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** JSON that is meant to do harm: it is refused with a reason, and nothing of it goes out. */
@Tag("jdk")
@OnRestBench
class JsonAttackIT {
  private static final String GOOD = "{\"to\":\"romeo@localhost\"}";

  private final RestBench bench;

  JsonAttackIT(RestBench bench) {
    this.bench = bench;
  }

  /** A message whose payload is arrays in each other, so that all is that deep. */
  private static Hostile deep(int depth) {
    return withMembers(
        depth + " levels",
        "\"payload\":{\"datatype\":\"u\",\"data\":%s%s}"
            .formatted("[".repeat(depth - 2), "]".repeat(depth - 2)));
  }

  static Stream<Hostile> noJson() {
    return Stream.of(
        json("nothing", ""),
        json("blanks", " \n"),
        json("null", "null"),
        json("an array", "[" + GOOD + "]"),
        json("a string", "\"x\""),
        json("a number", "1"),
        json("two objects", GOOD + GOOD),
        json("garbage behind", GOOD + "x"),
        json("a brace too many", GOOD + "}"),
        json("no end", "{\"to\":\"romeo@localhost\""),
        json("a comma at the end", "{\"to\":\"romeo@localhost\",}"),
        json("no comma", "{\"to\":\"romeo@localhost\" \"body\":\"x\"}"),
        json("a comment", "{/* x */\"to\":\"romeo@localhost\"}"),
        json("a comment to the line's end", "// x\n" + GOOD),
        json("a comment of a shell", "# x\n" + GOOD),
        json("apostrophes", "{'to':'romeo@localhost'}"),
        json("a key without quotes", "{to:\"romeo@localhost\"}"),
        json("XML", "<message to='romeo@localhost'/>"),
        withMembers("a key twice", "\"to\":\"juliet@localhost\""),
        withMembers("a key twice within", "\"thread\":{\"id\":\"1\",\"id\":\"2\"}"),
        withMembers("NaN", "\"payload\":{\"datatype\":\"u\",\"data\":NaN}"),
        withMembers("Infinity", "\"payload\":{\"datatype\":\"u\",\"data\":-Infinity}"),
        withMembers("a zero before a number", "\"payload\":{\"datatype\":\"u\",\"data\":01}"),
        withMembers("a plus before a number", "\"payload\":{\"datatype\":\"u\",\"data\":+1}"),
        withMembers("a hexadecimal number", "\"payload\":{\"datatype\":\"u\",\"data\":0x1}"),
        withMembers("a number without an end", "\"payload\":{\"datatype\":\"u\",\"data\":1.}"),
        withMembers(
            "100,000 digits",
            "\"payload\":{\"datatype\":\"u\",\"data\":" + "1".repeat(100_000) + "}"),
        withMembers(
            "100,000 digits in the exponent",
            "\"payload\":{\"datatype\":\"u\",\"data\":1e" + "1".repeat(100_000) + "}"),
        withMembers("an unknown escape", "\"body\":\"\\x41\""),
        withMembers("half an escape", "\"body\":\"\\u00\""),
        withMembers("a raw line end in a string", "\"body\":\"a\nb\""),
        withMembers("a raw tab in a string", "\"body\":\"a\tb\""),
        deep(65),
        deep(80_000),
        json("190,000 brackets", "[".repeat(190_000)),
        json("30,000 braces", "{\"a\":".repeat(30_000)));
  }

  static Stream<Hostile> wrongValues() {
    return Stream.of(
        json("a list of addresses", "{\"to\":[\"a@localhost\",\"b@localhost\"]}"),
        json("an address in an object", "{\"to\":{\"a\":\"b\"}}"),
        json("no address", "{\"to\":null}"),
        json("a kind that is a list", "{\"kind\":[\"message\"],\"to\":\"romeo@localhost\"}"),
        withMembers("an unknown key", "\"boddy\":\"x\""),
        withMembers("an empty key", "\"\":\"x\""),
        withMembers("a key with markup", "\"<x/>\":\"x\""),
        withMembers("a key of Java's", "\"@class\":\"java.lang.Runtime\""),
        withMembers("__proto__", "\"__proto__\":{\"body\":\"x\"}"),
        withMembers("a number as text", "\"body\":1"),
        withMembers("an object as text", "\"body\":{\"x\":1}"),
        withMembers("a text as a flag", "\"markable\":\"yes\""),
        json(
            "a number as a priority that is too large",
            "{\"kind\":\"presence\",\"to\":\"romeo@localhost\",\"priority\":128}"),
        json(
            "1e999999 as a priority",
            "{\"kind\":\"presence\",\"to\":\"romeo@localhost\",\"priority\":1e999999}"),
        json(
            "-1e-999999 as a priority",
            "{\"kind\":\"presence\",\"to\":\"romeo@localhost\",\"priority\":-1e-999999}"),
        json(
            "half a priority",
            "{\"kind\":\"presence\",\"to\":\"romeo@localhost\",\"priority\":0.5}"),
        withMembers("xml that is no list", "\"xml\":\"<x xmlns='u'/>\""),
        withMembers("two elements as one", "\"xml\":[\"<x xmlns='u'/><y xmlns='u'/>\"]"),
        withMembers("no element", "\"xml\":[\"\"]"),
        withMembers(
            "the stanza's end as an element",
            "\"xml\":[\"</message><message to='evil@localhost'/>\"]"),
        withMembers("the stanza's end in an element", "\"xml\":[\"<x xmlns='u'></message></x>\"]"),
        withMembers("a prefix of the stream", "\"xml\":[\"<stream:error/>\"]"),
        withMembers("another end of html", "\"html\":\"<body></body></html></message><message/>\""),
        withMembers("the stanza's namespace", "\"attributes\":{\"xmlns\":\"urn:example\"}"),
        withMembers("a prefix", "\"attributes\":{\"xmlns:x\":\"urn:example\"}"),
        withMembers("a prefix that nobody declared", "\"attributes\":{\"p:x\":\"1\"}"),
        withMembers("no attribute's name", "\"attributes\":{\"a b='c'\":\"1\"}"),
        withMembers("an attribute without a name", "\"attributes\":{\"\":\"1\"}"),
        withMembers(
            "the namespace of xmlns",
            "\"attributes\":{\"{http://www.w3.org/2000/xmlns/}x\":\"1\"}"),
        withMembers(
            "an address among the attributes", "\"attributes\":{\"to\":\"evil@localhost\"}"),
        withMembers(
            "a sender among the attributes", "\"attributes\":{\"from\":\"admin@localhost\"}"));
  }

  static Stream<Hostile> noStanza() {
    return Stream.of(
        json("a kind that is none", "{\"kind\":\"message to='x'\",\"to\":\"romeo@localhost\"}"));
  }

  @ParameterizedTest
  @MethodSource({"noJson", "wrongValues"})
  void itIsRefusedWithAReason(Hostile attack) throws Exception {
    assertRefused(attack, 400, "bad-request");
  }

  @ParameterizedTest
  @MethodSource("noStanza")
  void jsonOfNoStanzaIsRefusedWithAReason(Hostile attack) throws Exception {
    assertRefused(attack, 422, "unsupported-stanza-type");
  }

  private void assertRefused(Hostile attack, int status, String condition) throws Exception {
    List<Element> sent =
        bench.sentWhile(
            () ->
                RestBench.assertFault(
                    bench.exchange(attack.request()), status, GatewayProcess.JSON, condition));
    assertThat(sent).isEmpty();
  }

  static Stream<Hostile> harmless() {
    return Stream.of(
        deep(64),
        withMembers("1e999999", "\"payload\":{\"datatype\":\"u\",\"data\":1e999999}"),
        withMembers("markup", "\"body\":\"</body></message><message to='evil@localhost'/>\""),
        withMembers("markup in the id", "\"id\":\"'/><message to='evil@localhost'/>\""),
        withMembers("a megabyte to come", "\"body\":\"" + "\\u0041".repeat(30_000) + "\""));
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatLooksBadAndIsGoodIsOneStanza(Hostile attack) throws Exception {
    List<Element> sent =
        bench.sentWhile(() -> assertThat(bench.exchange(attack.request()).status()).isEqualTo(202));
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).attribute("to")).isEqualTo("romeo@localhost");
  }

  /** The body is smaller than max_body; as XML the stanza is larger than max_send. */
  @Test
  void a190000AmpersandsAreTooMuchForTheServerAndThatIsSaid() throws Exception {
    Hostile attack = withMembers("ampersands", "\"body\":\"" + "&".repeat(190_000) + "\"");
    List<Element> sent =
        bench.sentWhile(
            () -> {
              RawAnswer answer = bench.exchange(attack.request());
              RestBench.assertFault(answer, 413, GatewayProcess.JSON, "resource-constraint");
              assertThat(answer.body()).contains("component.max_send");
            });
    assertThat(sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"&", "<", "\\r", "'", "\\u00e9", "\\ud83c\\udf39"})
  void asMuchAsFitsGoesOut(String repeated) throws Exception {
    Hostile attack = withMembers(repeated, "\"body\":\"" + repeated.repeat(10_000) + "\"");
    List<Element> sent =
        bench.sentWhile(() -> assertThat(bench.exchange(attack.request()).status()).isEqualTo(202));
    String body = sent.get(0).elements().get(0).text();
    assertThat(body).hasSize(repeated.startsWith("\\ud83c") ? 20_000 : 10_000);
  }
}
