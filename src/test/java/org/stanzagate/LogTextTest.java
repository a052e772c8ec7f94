package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "000a | \\n",
        "000d | \\r",
        "0009 | \\t",
        "0000 | \\u0000",
        "001b | \\u001b",
        "007f | \\u007f",
        "0085 | \\u0085",
        "2028 | \\u2028",
        "2029 | \\u2029",
        "202e | \\u202e",
        "2066 | \\u2066",
        "200f | \\u200f",
        "061c | \\u061c",
        "200b | \\u200b",
        "feff | \\ufeff",
        "d800 | \\ud800",
        "dfff | \\udfff",
      })
  void whatCouldEndOrHideOrTurnALineIsEscaped(String hex, String escaped) {
    char c = (char) Integer.parseInt(hex, 16);

    assertThat(LogText.message("a {} b" + c, new Object[] {"x" + c + "y"}, 200))
        .isEqualTo("a x" + escaped + "y b" + escaped);
    assertThat(LogText.argument("x" + c)).isEqualTo("x" + escaped);
  }

  @Test
  void invisibleTagsOutsideTheFirstPlaneAreEscapedAsWell() {
    assertThat(LogText.argument(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
  }

  @Test
  void theWritingOfPeopleStaysAsItIs() {
    String text = "gr\u00fcn \u65e5\u672c\u8a9e \u05d0\u05d1 \ud83d\ude00 C:\\temp \"quoted\"";

    assertThat(LogText.message("{}", new Object[] {text}, 200)).isEqualTo(text);
  }

  @Test
  void anArgumentIsCutAt200CharactersAndNoneOfThemInTheMiddle() {
    String faces = "\ud83d\ude00".repeat(201);

    assertThat(LogText.message("<{}> <{}>", new Object[] {"x".repeat(200), faces}, 200))
        .isEqualTo("<" + "x".repeat(200) + "> <" + "\ud83d\ude00".repeat(200) + "…>");
  }

  @Test
  void anArgumentIsNoPattern() {
    assertThat(LogText.message("{} {}", new Object[] {"{}", "b"}, 200)).isEqualTo("{} b");
    assertThat(LogText.message("{}", null, 200)).isEqualTo("{}");
  }

  @Test
  void anyKindOfArgumentBecomesText() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("broken");
          }
        };

    assertThat(
            LogText.message(
                "{} {} {} {}", new Object[] {null, 5, new String[] {"a\n", "b"}, "c"}, 200))
        .isEqualTo("null 5 [a\\n, b] c");
    assertThat(LogText.message("{}", new Object[] {broken}, 200)).contains("FAILED");
  }
}
