package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.ConfigFile;
import org.stanzagate.config.ConfigFile.Loaded;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.tls.TestAuthority;
import org.stanzagate.tls.TestAuthority.Issued;

class ReloadTest {
  private static final String COMPONENT =
      "component: { domain: rest.example.net, secret: s3cret }\n";
  private static final String ALICE =
      "auth: { tokens: [ { name: alice, token: dmVyeSBzZWNyZXQgdG9rZW4K } ] }\n";
  private static final String BOB =
      "auth: { tokens: [ { name: bob, token: YW5vdGhlciBzZWNyZXQK } ] }\n";

  @TempDir Path directory;

  private final List<GatewayConfig> reloaded = new ArrayList<>();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Reload.class);

  private final Service service =
      new Service() {
        @Override
        public void start() {}

        @Override
        public void reload(GatewayConfig config) {
          reloaded.add(config);
        }

        @Override
        public String status() {
          return "runs";
        }

        @Override
        public Future<Void> probe() {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void stop() {}
      };

  @BeforeEach
  void listen() {
    logger.addAppender(logged);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logged.start();
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private Loaded load() throws Exception {
    return ConfigFile.read(directory.resolve("s.yml"), Map.of(), Clock.systemUTC());
  }

  private void write(String yaml) throws Exception {
    Files.writeString(directory.resolve("s.yml"), yaml);
  }

  private Reload started(String yaml) throws Exception {
    write(yaml);
    return new Reload(
        () -> ConfigFile.read(directory.resolve("s.yml"), Map.of(), Clock.systemUTC()),
        service,
        load());
  }

  private List<String> said() {
    List<String> said =
        logged.list.stream()
            .map(event -> event.getLevel() + " " + event.getFormattedMessage())
            .map(line -> line.replace(directory + "/", ""))
            .toList();
    logged.list.clear();
    return said;
  }

  @Test
  void tokensAndCallbacksAreHandedOnAndTheLogSaysWhich() throws Exception {
    Reload reload = started(COMPONENT + ALICE + "callbacks: [ { name: a, url: 'http://h/' } ]\n");
    write(
        COMPONENT
            + BOB
            + "callbacks: [ { name: a, url: 'http://i/' }, { name: b, url: 'http://h/' } ]\n");
    reload.run();

    assertThat(said())
        .containsExactly(
            "INFO Reloaded; tokens added: bob; tokens removed: alice; callbacks added: b;"
                + " callbacks changed: a");
    assertThat(reloaded).hasSize(1);
    assertThat(reloaded.get(0).auth()).isEqualTo(load().config().auth());
    assertThat(reloaded.get(0).callbacks())
        .extracting(CallbackConfig::name)
        .containsExactly("a", "b");
    reload.run();
    assertThat(said()).containsExactly("INFO Reloaded; nothing has changed");
  }

  @Test
  void aSecretsFileIsReadAgain() throws Exception {
    Path secret = Files.writeString(directory.resolve("t"), "dmVyeSBzZWNyZXQgdG9rZW4K");
    Reload reload =
        started(COMPONENT + "auth: { tokens: [ { name: a, token_file: " + secret + " } ] }\n");
    Files.writeString(secret, "YW5vdGhlciBzZWNyZXQK");
    reload.run();

    assertThat(said()).containsExactly("INFO Reloaded; tokens changed: a");
  }

  @Test
  void aFaultyFileChangesNothingAndEachFaultIsSaid() throws Exception {
    Reload reload = started(COMPONENT + ALICE);
    write(COMPONENT + BOB + "htp: {}\niq: { timeout: 1 }\n");
    reload.run();

    assertThat(reloaded).isEmpty();
    assertThat(said())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("ERROR s.yml:3: htp: unknown key");
              assertThat(lines.get(1)).startsWith("ERROR s.yml:4: iq.timeout: \"1\" is wrong");
              assertThat(lines.get(2))
                  .isEqualTo(
                      "ERROR Not reloaded, and all stays as it was: correct the faults above, and reload again");
            });
    Files.delete(directory.resolve("s.yml"));
    reload.run();
    assertThat(said()).hasSize(2).first().asString().contains("there is no such file");
  }

  @Test
  void whatTakesARestartIsSaidEachTimeAndNotDone() throws Exception {
    Reload reload = started(COMPONENT + ALICE);
    write(
        COMPONENT.replace("s3cret", "other")
            + BOB
            + "http: { listen: '127.0.0.1:9999' }\niq: { timeout: 1s }\n");
    for (int i = 0; i < 2; i++) {
      reload.run();
      assertThat(said())
          .startsWith(
              "WARN s.yml:1: component.secret: has changed, which takes a restart",
              "WARN s.yml:3: http.listen: has changed, which takes a restart",
              "WARN s.yml:4: iq.timeout: has changed, which takes a restart")
          .hasSize(4);
    }
    GatewayConfig running = reloaded.get(0);
    assertThat(running.component().secret().value()).isEqualTo("s3cret");
    assertThat(running.http().listen().getPort()).isEqualTo(8080);
    assertThat(running.auth().tokens()).hasSize(1);
    write(COMPONENT + BOB);
    reload.run();
    assertThat(said()).containsExactly("INFO Reloaded; nothing has changed");
  }

  @Test
  void anonymousIsRefusedWhereItListensNow() throws Exception {
    Reload reload = started(COMPONENT + ALICE + "http: { listen: '0.0.0.0:8080' }\n");
    write(COMPONENT + "auth: { anonymous: true }\n");
    reload.run();

    assertThat(reloaded).isEmpty();
    assertThat(said())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("ERROR s.yml:2: auth.anonymous: would let in everybody");
  }

  @Test
  void theOrderOfCallbacksCountsToo() throws Exception {
    String a = "{ name: a, url: 'http://h/' }";
    String b = "{ name: b, url: 'http://i/' }";
    Reload reload = started(COMPONENT + "callbacks: [ " + a + ", " + b + " ]\n");
    write(COMPONENT + "callbacks: [ " + b + ", " + a + " ]\n");
    reload.run();
    assertThat(said()).containsExactly("INFO Reloaded; callbacks in another order");
  }

  @Test
  void aNewCertificateIsTakenFromTheSameFiles() throws Exception {
    TestAuthority authority = new TestAuthority("Authority");
    Reload reload = started(COMPONENT + https(authority.issue("h")));
    Issued renewed = authority.issue("h");
    write(COMPONENT + https(renewed));
    reload.run();

    assertThat(said()).containsExactly("INFO Reloaded; there is another certificate for HTTPS");
    assertThat(reloaded.get(0).http().tls()).isEqualTo(renewed.identity());
    reload.run();
    assertThat(said()).containsExactly("INFO Reloaded; nothing has changed");
  }

  @Test
  void aKeyThatDoesNotBelongToTheCertificateChangesNothing() throws Exception {
    TestAuthority authority = new TestAuthority("Authority");
    Reload reload = started(COMPONENT + https(authority.issue("h")));
    authority.issue("h").writeKey(directory.resolve("key.pem"));
    reload.run();
    assertThat(said())
        .hasSize(2)
        .first()
        .asString()
        .contains("http.tls_key: ", "does not belong to the certificate");
    Files.writeString(directory.resolve("cert.pem"), "-----BEGIN CERTIFICATE-----\nhalf");
    reload.run();
    assertThat(said()).last().asString().startsWith("ERROR Not reloaded");
    assertThat(reloaded).isEmpty();
  }

  @Test
  void betweenHttpAndHttpsIsARestart() throws Exception {
    Issued issued = new TestAuthority("Authority").issue("h");
    Reload reload = started(COMPONENT);
    write(COMPONENT + https(issued));
    reload.run();
    assertThat(said())
        .hasSize(3)
        .filteredOn(line -> line.contains("http.tls_"))
        .hasSize(2)
        .allMatch(line -> line.endsWith("has changed, which takes a restart"));
    assertThat(reloaded.get(0).http().tls()).isNull();
  }

  private String https(Issued issued) {
    issued.writeChain(directory.resolve("cert.pem"));
    issued.writeKey(directory.resolve("key.pem"));
    return "http: { tls_certificate: cert.pem, tls_key: key.pem }\n";
  }
}
