package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class JsonReaderTest {
  private static final JsonReader READER = new JsonReader();

  @Test
  void anObjectIsRead() throws DecodeException {
    ObjectNode object =
        read(
            " {\"a\": [1, -2.50, true, false, null, \"\\u00e4ö😀\\n\"], \"b\": {\"c\": 9223372036854775808}}\n");
    assertThat(object.toString())
        .isEqualTo(
            "{\"a\":[1,-2.50,true,false,null,\"äö😀\\n\"],\"b\":{\"c\":9223372036854775808}}");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws DecodeException {
    assertThat(read("\uFEFF{}")).isEmpty();
  }

  @Test
  void theReplacementCharacterIsACharacterLikeAnyOther() throws DecodeException {
    assertThat(read("{\"a\":\"\uFFFD\"}").get("a").asString()).isEqualTo("\uFFFD");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "``|the body is empty; a JSON object is wanted",
        "`  \\n`|the body is empty; a JSON object is wanted",
        "[]|the body must be one JSON object: {…} (line 1, column 1)",
        " \\n  'x'|the body must be one JSON object: {…} (line 2, column 3)",
        "null|the body must be one JSON object: {…} (line 1, column 1)",
        "{}{}|there must be nothing after the JSON object (line 1, column 3)",
        "{}\\n[]|there must be nothing after the JSON object (line 2, column 1)",
        "{} x|this is no JSON: unexpected LATIN SMALL LETTER X (line 1, column 4)",
        "{}}|this is no JSON: unexpected RIGHT CURLY BRACKET; is there a comma too many, or a value missing? (line 1, column 3)",
        "{|the JSON ends in the middle (line 1, column 2)",
        "{'a'|the JSON ends in the middle (line 1, column 5)",
        "{'a':'b|the JSON ends in the middle (line 1, column 8)",
        "{'a':[1,|the JSON ends in the middle (line 1, column 9)",
        "{a:1}|this is no JSON: unexpected LATIN SMALL LETTER A (line 1, column 2)",
        "{§a§:1}|this is no JSON: unexpected APOSTROPHE; strings and keys are in double quotes (line 1, column 2)",
        "{'a':'x\\ny'}|this is no JSON: unexpected LINE FEED (LF); a line break within a string is written \\n (line 1, column 8)",
        "{'a':1,}|this is no JSON: unexpected RIGHT CURLY BRACKET; is there a comma too many, or a value missing? (line 1, column 8)",
        "{'a':'say 'hi''}|this is no JSON: unexpected LATIN SMALL LETTER H (line 1, column 12)",
        "{'a':1 'b':2}|this is no JSON: unexpected QUOTATION MARK; is there a comma missing, or a quote in a string that is not written \\\" (line 1, column 8)",
        "// note\\n{}|this is no JSON: unexpected SOLIDUS; there are no comments in JSON (line 1, column 1)",
        "<message/>|this is no JSON: unexpected LESS-THAN SIGN; the Content-Type of XML is application/xmpp+xml (line 1, column 1)",
        "{'a':01}|this is no JSON: unexpected DIGIT ONE (line 1, column 7)",
        "{'a':1e99999999999}|the exponent of a number is too large (line 1, column 6)",
        "{'a':[1e-99999999999]}|the exponent of a number is too large (line 1, column 7)",
        "{'a':tru}|this is no JSON: unexpected LATIN SMALL LETTER T (line 1, column 6)",
        "{'a':'\\q'}|this is no JSON: unexpected LATIN SMALL LETTER Q (line 1, column 8)",
        "{'a':1,'a':2}|/a: is given twice",
        "{'a':[0,{'b':null,'b':null}]}|/a/1/b: is given twice",
      })
  void whatIsNoJsonObjectIsRefusedWithItsPlace(String json, String problem) {
    String text = json.replace("\\n", "\n").replace('\'', '"').replace('§', '\'');
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DecodeException.class)
        .message()
        .isEqualTo(problem.replace(" \\\" (", " \\\"? ("));
  }

  @Test
  void everyLimitHasItsOwnWords() throws DecodeException {
    read("{\"a\":".repeat(63) + "{}" + "}".repeat(63));
    assertFault(
        "{\"a\":".repeat(64) + "{}" + "}".repeat(64),
        "nest objects and arrays at most 64 deep (line 1, column ");
    assertFault(
        "{\"a\":" + "[".repeat(100_000),
        "nest objects and arrays at most 64 deep (line 1, column ");
    read("{\"a\":" + "1".repeat(100) + "}");
    assertFault(
        "{\"a\":" + "1".repeat(101) + "}",
        "a number may have at most 100 characters (line 1, column ");
    assertFault(
        "{\"a\":0." + "1".repeat(101) + "}",
        "a number may have at most 100 characters (line 1, column ");
    read("{\"" + "k".repeat(1_000) + "\":1}");
    assertFault(
        "{\"" + "k".repeat(1_001) + "\":1}",
        "a key may have at most 1000 characters (line 1, column ");
    read("{\"a\":\"" + "x".repeat(JsonReader.MAX_STRING) + "\"}");
    assertFault(
        "{\"a\":\"" + "x".repeat(JsonReader.MAX_STRING + 1) + "\"}",
        "a string may have at most 16777216 characters (line 1, column ");
  }

  @Test
  void onlyUtf8IsRead() {
    String json = "{\"body\":\n\"äöü\"}";
    for (Charset other :
        List.of(UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-16"))) {
      assertThatThrownBy(() -> READER.read(json.getBytes(other)))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("must be in UTF-8");
    }
    assertThatThrownBy(() -> READER.read(json.getBytes(ISO_8859_1)))
        .hasMessage("the JSON must be in UTF-8, and this is not (line 2, column 2)");
    byte[] overlong = "{\"a\":\"??\"}".getBytes(UTF_8);
    overlong[6] = (byte) 0xC0;
    overlong[7] = (byte) 0xAF;
    assertThatThrownBy(() -> READER.read(overlong))
        .hasMessage("the JSON must be in UTF-8, and this is not (line 1, column 7)");
    byte[] cut = "{\"a\":\"ä".getBytes(UTF_8);
    cut[6] = (byte) 0xC3;
    assertThatThrownBy(() -> READER.read(Arrays.copyOf(cut, 7)))
        .hasMessage("the JSON must be in UTF-8, and this is not (line 1, column 7)");
  }

  @Test
  void noFaultIsToldInTheWordsOfTheLibrary() {
    String json =
        "{\"kind\":\"message\",\"to\":\"a@b\",\"n\":[1,-2.5e3,true,null],\"x\":{\"y\":\"\\u00e4\\n\"}}";
    Random random = new Random(7);
    String signs = "{}[]\",:'\\/ntu0+-.eNI\n\t\u0000\u00e4\ud83d ";
    for (int i = 0; i < 3_000; i++) {
      StringBuilder broken = new StringBuilder(json);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(broken.length());
        char sign = signs.charAt(random.nextInt(signs.length()));
        switch (random.nextInt(3)) {
          case 0 -> broken.setCharAt(at, sign);
          case 1 -> broken.insert(at, sign);
          default -> broken.setLength(at + 1);
        }
      }
      Throwable fault = catchThrowable(() -> read(broken.toString()));
      if (fault != null) {
        assertThat(fault)
            .as(broken.toString())
            .isInstanceOf(DecodeException.class)
            .message()
            .doesNotContain("Source", "Feature", "Jackson", "tools.", "StreamRead", "CTRL", "`");
      }
    }
  }

  private static void assertFault(String json, String beginning) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith(beginning);
  }

  private static ObjectNode read(String json) throws DecodeException {
    return READER.read(json.getBytes(UTF_8));
  }
}
