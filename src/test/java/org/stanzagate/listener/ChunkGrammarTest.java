package org.stanzagate.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkGrammarTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "005\r\nhello\r\nA\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n",
        "5;name=value;flag;q=\"a;b\"\r\nhello\r\n0;x\r\n\r\n",
        "5 ;x\r\nhello\r\n0\t;x\r\n\r\n",
        "2\r\n\r\n\r\n0\r\n\r\n",
        "0\r\nTrailer: of some value\r\nX-y:\r\n\r\n",
        "0\r\n\r\nGET / HTTP/1.1\r\n\r\n\0\0",
      })
  void whatTheRfcHasIsTaken(String body) {
    assertThat(isMalformed(body, body.length())).isFalse();
    assertThat(isMalformed(body, 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "zz\r\n",
        "0x5\r\nhello\r\n",
        "+5\r\nhello\r\n",
        "-5\r\n",
        " 5\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "5 5\r\nhello\r\n",
        "5\nhello\r\n",
        "5\rhello\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhelloo\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\n\r\n",
        "5\r\nhello\r\nGET / HTTP/1.1\r\n",
        "5;a\nb\r\nhello",
        "5;a\0\r\nhello",
        "0\r\n\n",
        "0\r\nno field\r\n\r\n",
        "0\r\n: none\r\n\r\n",
        "0\r\nA: b\n\r\n",
        "0\r\nA: b\r\n c\r\n\r\n",
        "1000000000000\r\n",
        "\u0665\r\nhello",
        "\u00b5\r\n",
      })
  void anythingElseIsMalformed(String body) {
    assertThat(isMalformed(body, body.length())).isTrue();
    assertThat(isMalformed(body, 1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5\r", "5\r\nhel", "5\r\nhello\r\n0\r\nTrailer", "0\r\n\r"})
  void whatIsNotOverYetIsNotMalformed(String body) {
    assertThat(isMalformed(body, 1)).isFalse();
  }

  @Test
  void aChunkCanBeTooLarge() {
    ChunkGrammar grammar = new ChunkGrammar(0x100);
    grammar.take(ByteBuffer.wrap("100;x\r\n".getBytes(ISO_8859_1)));
    assertThat(grammar.isTooLarge()).isFalse();
    grammar = new ChunkGrammar(0x100);
    grammar.take(ByteBuffer.wrap("101\r\n".getBytes(ISO_8859_1)));
    assertThat(grammar.isTooLarge()).isTrue();
    assertThat(grammar.isMalformed()).isFalse();
  }

  private static boolean isMalformed(String body, int step) {
    ChunkGrammar grammar = new ChunkGrammar(1L << 40);
    byte[] bytes = body.getBytes(ISO_8859_1);
    for (int i = 0; i < bytes.length; i += step) {
      grammar.take(ByteBuffer.wrap(bytes, i, Math.min(step, bytes.length - i)));
    }
    return grammar.isMalformed();
  }
}
