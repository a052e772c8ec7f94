package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.tls.Authorities;
import org.stanzagate.tls.TestAuthority;
import org.stanzagate.tls.TestAuthority.Issued;

class TlsKeysTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final Issued ISSUED = AUTHORITY.issue("a.example");

  @TempDir Path directory;

  @BeforeEach
  void writeFiles() throws Exception {
    AUTHORITY.write(directory.resolve("ca.pem"));
    ISSUED.writeChain(directory.resolve("cert.pem"));
    ISSUED.writeKey(directory.resolve("key.pem"));
    AUTHORITY.issue("b.example").writeKey(directory.resolve("other-key.pem"));
    AUTHORITY
        .issue("EC", Duration.ofDays(-1), "c.example")
        .writeChain(directory.resolve("ended.pem"));
    Files.createFile(directory.resolve("empty.pem"));
  }

  private String yaml(String line) {
    return MINIMAL + line.replaceAll("[a-z-]+\\.pem", directory + "/$0") + "\n";
  }

  @Test
  void theServersAuthoritiesAreTheGivenOrTheJvms() throws Exception {
    assertThat(load(MINIMAL).config().component().tls()).isNull();
    assertThat(load(yaml("  tls: true")).config().component().tls())
        .isEqualTo(new Authorities(List.of()));
    assertThat(load(yaml("  tls: true\n  tls_ca_file: ca.pem")).config().component().tls())
        .isEqualTo(AUTHORITY.trusted());
    assertThat(load(yaml("  tls: true")).config().at("127.0.0.1", 1).component().tls()).isNull();
  }

  @Test
  void aCallbackBelievesTheGivenOrTheJvms() throws Exception {
    String callback = "callback: { url: 'https://a.example/'%s }";
    assertThat(authorities(callback.formatted(""))).isEqualTo(new Authorities(List.of()));
    assertThat(authorities(callback.formatted(", tls_ca_file: ca.pem")))
        .isEqualTo(AUTHORITY.trusted());
    assertThat(authorities(callback.formatted(", tls_ca_file: cert.pem")))
        .as("a certificate itself, and the one that signed it")
        .isEqualTo(new Authorities(ISSUED.chain()));
  }

  private Authorities authorities(String callback) throws Exception {
    CallbackConfig config = load(yaml(callback)).config().callbacks().get(0);
    return ((WebhookConfig) config.destination()).authorities();
  }

  @Test
  void aCallbackWithAuthoritiesHasHttps() throws Exception {
    assertThat(problems(yaml("callback: { url: 'http://a.example/', tls_ca_file: ca.pem }")))
        .containsExactly(
            "test.yml:4: callback.tls_ca_file: is given, but url begins with http:; make that"
                + " https:, or leave this out");
    assertThat(problems(yaml("callback: { url: 'https://a.example/', tls_ca_file: empty.pem }")))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: callback.tls_ca_file: ")
        .contains("/empty.pem\" is wrong (it is empty)");
    assertThat(
            load(yaml("callback: { url: 'https://a.example/', tls_ca_file: ended.pem }"))
                .obstacles())
        .singleElement()
        .satisfies(obstacle -> assertThat(obstacle.key()).isEqualTo("callback.tls_ca_file"));
  }

  @Test
  void httpsTakesCertificateAndKey() throws Exception {
    assertThat(load(MINIMAL).config().http().tls()).isNull();
    assertThat(
            load(yaml("http: { tls_certificate: cert.pem, tls_key: key.pem }"))
                .config()
                .http()
                .tls())
        .isEqualTo(ISSUED.identity());
  }

  @Test
  void whatIsWrongWithAFileIsSaidOfItsKey() {
    assertThat(problems(yaml("  tls: true\n  tls_ca_file: empty.pem")))
        .singleElement()
        .asString()
        .startsWith("test.yml:5: component.tls_ca_file: ")
        .contains("/empty.pem\" is wrong (it is empty)");
    assertThat(problems(yaml("  tls_ca_file: ca.pem")))
        .containsExactly(
            "test.yml:4: component.tls_ca_file: is given, but tls is not true; set that, or leave"
                + " this out");
    assertThat(problems(yaml("http: { tls_certificate: nowhere.pem, tls_key: cert.pem }")))
        .hasSize(2)
        .satisfies(
            both -> {
              assertThat(both.get(0)).contains("http.tls_certificate: ", "there is no such file");
              assertThat(both.get(1)).contains("http.tls_key: ", "no private key, but CERTIFICATE");
            });
  }

  @Test
  void certificateAndKeyComeTogetherAndBelongTogether() {
    assertThat(problems(yaml("http: { tls_certificate: cert.pem }")))
        .containsExactly("test.yml:4: http.tls_key: is missing; HTTPS wants both, HTTP neither");
    assertThat(problems(yaml("http: { tls_key: key.pem }")))
        .containsExactly(
            "test.yml:4: http.tls_certificate: is missing; HTTPS wants both, HTTP neither");
    assertThat(problems(yaml("http: { tls_key_password: x }")))
        .containsExactly(
            "test.yml:4: http.tls_key_password: is given without tls_key; leave it out");
    assertThat(problems(yaml("http: { tls_certificate: cert.pem, tls_key: other-key.pem }")))
        .containsExactly(
            "test.yml:4: http.tls_key: does not belong to the certificate; give the key that this"
                + " was made with");
  }

  @Test
  void theKeysPasswordIsASecretWithAFileForm() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "pass word\n");
    ISSUED.writeEncryptedKey(directory.resolve("key.pem"), "pass word");
    String tls = "tls_certificate: cert.pem, tls_key: key.pem";
    assertThat(
            load(yaml("http: { " + tls + ", tls_key_password_file: " + password + " }"))
                .config()
                .http()
                .tls())
        .isEqualTo(ISSUED.identity());
    assertThat(
            load(
                    yaml("http: { " + tls + " }"),
                    Map.of("STANZAGATE_HTTP_TLS_KEY_PASSWORD", "pass word"))
                .config()
                .http()
                .tls())
        .isEqualTo(ISSUED.identity());
    assertThat(problems(yaml("http: { " + tls + ", tls_key_password: hunter2 }")))
        .singleElement()
        .asString()
        .contains("http.tls_key: ", "the password is wrong")
        .doesNotContain("hunter2");
    assertThat(problems(yaml("http: { " + tls + " }")))
        .singleElement()
        .asString()
        .contains("http.tls_key: ", "there is no password; give tls_key_password");
  }

  @Test
  void aCertificateThatHasEndedIsNoFaultButInTheWay() throws Exception {
    assertThat(load(yaml("  tls: true\n  tls_ca_file: ended.pem")).obstacles())
        .singleElement()
        .satisfies(
            obstacle -> {
              assertThat(obstacle.line()).isEqualTo(5);
              assertThat(obstacle.key()).isEqualTo("component.tls_ca_file");
              assertThat(obstacle.message())
                  .contains("the certificate of CN=server ended at ", "; put in a new one");
            });
    assertThat(problems(yaml("  tls: true\n  tls_ca_file: ended.pem\n  prot: 1")))
        .as("is said with the faults, where there are some")
        .hasSize(2);
  }

  @Test
  void whatHasChangedIsKnownByItsKey() throws Exception {
    Settings before =
        load(yaml("http: { tls_certificate: cert.pem, tls_key: key.pem }")).settings();
    Issued renewed = AUTHORITY.issue("a.example");
    renewed.writeChain(directory.resolve("cert.pem"));
    renewed.writeKey(directory.resolve("key.pem"));
    Settings after =
        load(yaml("http: { tls_certificate: cert.pem, tls_key: key.pem }\niq: { timeout: 1s }"))
            .settings();
    // The folder of each is another, and with it where check-ins would be stored.
    assertThat(after.changedFrom(before))
        .filteredOn(key -> !key.equals("checkin.database"))
        .containsExactly("http.tls_certificate", "http.tls_key", "iq.timeout");
    assertThat(before.changedFrom(after)).isEqualTo(after.changedFrom(before));
    assertThat(after.changedFrom(after)).isEmpty();
    assertThat(after.problem("iq.timeout", "x").line()).isEqualTo(5);
  }
}
