package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectStanzaTest {
  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest();
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private RawClient.Answer inject(String xml) throws IOException {
    return client.send(postXml(xml).replace("/rest", "/sandbox/inject")).read();
  }

  @Test
  void aStanzaFromOutsideComesIn() throws IOException {
    var answer =
        inject(
            "<iq type='get' id='i1' from='romeo@sandbox/x' to='bot@rest.example'>"
                + "<ping xmlns='urn:xmpp:ping'/></iq>");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Stanza-Id")).isEqualTo("i1");
    assertThat(server.injected.remove().from().toString()).isEqualTo("romeo@sandbox/x");
    assertThat(server.component.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "<message to='bot@rest.example'/>,                              from",
    "<message from='bot@rest.example' to='bot@rest.example'/>,      from",
    "<message from='romeo@sandbox' to='juliet@sandbox'/>,           to",
    "<message from='romeo@sandbox'/>,                               to",
  })
  void aStanzaThatCouldNotComeFromOutsideIs422(String xml, String named) throws IOException {
    var answer = inject(xml);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains(named);
    assertThat(server.injected).isEmpty();
  }
}
