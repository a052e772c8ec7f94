package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.config.ConfigFile;
import org.stanzagate.config.Tokens;
import org.stanzagate.stanza.Stanza;

class ReloadTest {
  private static final String MESSAGE = "<message to='a@example.org'/>";
  private static final String IQ = "<iq type='get' to='a@example.org/x' id='1'><q xmlns='q'/></iq>";
  private static final Tokens ECHOBOT = Tokens.token("echobot", ServerUnderTest.TOKEN);
  private static final String OTHER = "c2Vjb25kIHRva2VuCg==";

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest(Tokens.auth(ECHOBOT));
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private int status(String token) throws IOException {
    String request = ServerUnderTest.postXml(MESSAGE).replace(ServerUnderTest.TOKEN, token);
    return client.send(request).read().status();
  }

  @Test
  void tokensComeAndGoOnOpenConnections() throws IOException {
    assertThat(status(ServerUnderTest.TOKEN)).isEqualTo(202);
    server.server.reload(Tokens.auth(Tokens.token("other", OTHER)));

    assertThat(status(ServerUnderTest.TOKEN)).isEqualTo(401);
    assertThat(status(OTHER)).isEqualTo(202);
  }

  @Test
  void aTokenMayDoLessFromNowOn() throws IOException {
    server.server.reload(Tokens.auth(ECHOBOT.to("*@example.com")));

    assertThat(status(ServerUnderTest.TOKEN)).isEqualTo(403);
  }

  @Test
  void whatIsUnderWayGoesOnAsItBegan() throws Exception {
    String whole = ServerUnderTest.postXml("Expect: 100-continue\n", MESSAGE);
    try (RawClient slow = server.client();
        RawClient waiting = server.client()) {
      waiting.send(ServerUnderTest.postXml(IQ));
      var request = server.component.nextRequest();
      slow.send(whole.substring(0, whole.length() - MESSAGE.length()));
      assertThat(slow.read().status()).as("it was let in").isEqualTo(100);

      server.server.reload(Tokens.auth(Tokens.token("other", OTHER)));

      assertThat(slow.send(MESSAGE).read().status()).isEqualTo(202);
      assertThat(slow.send(whole).read().status()).isEqualTo(401);
      request.reply().complete(new Reply.Answer(request.iq().reply("result")));
      assertThat(waiting.read().status()).isEqualTo(200);
      assertThat(waiting.send(ServerUnderTest.postXml(IQ)).read().status()).isEqualTo(401);
    }
  }

  @Test
  void anonymousComesAndGoesWithItsOwnGuard() throws IOException {
    String bare = ServerUnderTest.postXml(MESSAGE).replaceFirst("Authorization: [^\n]*\n", "");
    String elsewhere = bare.replace("Host: localhost", "Host: evil.example");
    assertThat(client.send(bare).read().status()).isEqualTo(401);

    server.server.reload(ServerUnderTest.ANONYMOUS);
    assertThat(client.send(bare).read().status()).isEqualTo(202);
    assertThat(client.send(elsewhere).read().status()).isEqualTo(403);

    server.server.reload(Tokens.auth(ECHOBOT));
    assertThat(client.send(bare).read().status()).isEqualTo(401);
    assertThat(client.send(elsewhere).read().status()).isEqualTo(401);
  }

  @Test
  void anonymousIsRefusedWhereOthersReachIt() throws Exception {
    Map<String, String> environment =
        Map.of(
            "STANZAGATE_COMPONENT_DOMAIN", "rest.example",
            "STANZAGATE_COMPONENT_SECRET", "s3cret",
            "STANZAGATE_HTTP_LISTEN", "0.0.0.0:0");
    RestServer reachable =
        new RestServer(
            ConfigFile.environment(environment, Clock.systemUTC()).config(),
            new ScriptedComponent(),
            Codecs.load(),
            () -> CompletableFuture.completedFuture(true),
            null,
            ServerUnderTest.NO_OUTBOX,
            new ScriptedInsight().insight(false),
            Clock.systemUTC());

    assertThatThrownBy(() -> reachable.reload(ServerUnderTest.ANONYMOUS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("would let in everybody");
  }

  @Test
  void noRequestIsRefusedWhileTokensChange() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread operator =
        new Thread(
            () -> {
              for (int i = 0; !over.get(); i++) {
                server.server.reload(Tokens.auth(ECHOBOT, Tokens.token("t" + i, OTHER + i)));
              }
            });
    operator.start();
    try {
      for (int i = 0; i < 500; i++) {
        assertThat(status(ServerUnderTest.TOKEN)).isEqualTo(202);
      }
    } finally {
      over.set(true);
      operator.join();
    }
    assertThat(server.component.sent).hasSize(500).extracting(Stanza::id).doesNotHaveDuplicates();
  }
}
