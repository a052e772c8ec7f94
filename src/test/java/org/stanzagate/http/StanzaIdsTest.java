package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StanzaIdsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "abc,                  abc",
        "100%,                 100%",
        "!~,                   !~",
        "x&#127;,              x%7F",
        "a b,                  a%20b",
        "grün/1%,              gr%C3%BCn%2F1%25",
        "x&#10;Evil: 1,        x%0AEvil%3A%201",
        "x&#13;&#10;&#13;&#10;, x%0D%0A%0D%0A",
      })
  void anIdIsGivenBackSoThatItFitsIntoAHeader(String id, String header) throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      var answer = client.send(postXml("<presence id='" + id + "' to='a@example.org'/>")).read();

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.headers()).doesNotContainKey("evil").containsEntry("stanza-id", header);
    }
  }

  @Test
  void aLongIdIsPercentEncodedAndAHugeOneLeftOut() throws IOException {
    try (ServerUnderTest server = new ServerUnderTest();
        RawClient client = server.client()) {
      String long257 = "!" + "a".repeat(256);
      var answer =
          client.send(postXml("<presence id='" + long257 + "' to='a@example.org'/>")).read();
      assertThat(answer.header("Stanza-Id")).isEqualTo("%21" + "a".repeat(256));

      String huge = "a".repeat(5000);
      answer = client.send(postXml("<presence id='" + huge + "' to='a@example.org'/>")).read();
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.headers()).doesNotContainKey("stanza-id");
    }
  }
}
