package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.xml.Element;

/** That the stand-in for a server's side of the stream is one, for a gateway without a webhook. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StreamServerIT {
  private static final String IQ =
      "<iq xmlns='jabber:component:accept' from='romeo@localhost/lute' to='bot@gw.localhost' id='%s' type='get'><q xmlns='urn:example:q'/></iq>";

  @Test
  void stanzasGoBothWaysBeforeAndAfterAnOutage() throws Exception {
    try (StreamServer server = StreamServer.start();
        GatewayProcess gateway = GatewayProcess.ready(server.settings())) {
      server.send(IQ.formatted("one"));
      assertThat(await(server, "one").attribute("type")).isEqualTo("error");
      assertThat(post(gateway, "two")).isEqualTo(202);
      assertThat(StreamServer.xml(await(server, "two"))).startsWith("<message ");

      server.leave();
      server.comeBack();
      server.send(IQ.formatted("three"));

      assertThat(await(server, "three").attribute("to")).isEqualTo("romeo@localhost/lute");
      gateway.terminate();
      assertThat(gateway.awaitExit()).isZero();
    }
  }

  private static Element await(StreamServer server, String id) {
    return server.received().await(id, stanza -> id.equals(stanza.attribute("id")));
  }

  private static int post(GatewayProcess gateway, String id) {
    return gateway
        .post(GatewayProcess.XML, "<message to='romeo@localhost' id='%s'/>".formatted(id))
        .statusCode();
  }
}
