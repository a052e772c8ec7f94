package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.tls.TestAuthority;
import org.stanzagate.tls.TestAuthority.Issued;

/** The jar with PEM files, as curl and Java's own client see it. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HttpsIT {
  private static final Pattern CURL_LINE = Pattern.compile("(?m)^\\s*(curl .*)$");
  private static final Pattern ALL_CURL_LINES = Pattern.compile("(?ms)(^\\s*curl [^\\n]*\\n.*){4}");

  private final TestAuthority authority = new TestAuthority("Authority");

  @TempDir Path directory;
  private Path ca = Path.of("ca.pem");

  @BeforeEach
  void writeAuthority() {
    ca = authority.write(directory.resolve("ca.pem"));
  }

  private GatewayProcess sandbox(String more) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("stanzagate.yml"),
            """
            component: { domain: gateway.sandbox, secret: sandbox }
            auth: { anonymous: true }
            http: { listen: "127.0.0.1:0", tls_certificate: cert.pem, tls_key: key.pem%s }
            """
                .formatted(more));
    return GatewayProcess.launch("sandbox", "--config", config.toString());
  }

  @Test
  void thePrintedLinesWorkWithAnEncryptedRsaKey() throws Exception {
    assumeTrue(ServerPackages.find("curl").isPresent(), "no curl here");
    Issued issued = authority.issue("RSA", Duration.ofDays(1), "127.0.0.1");
    issued.writeChain(directory.resolve("cert.pem"));
    issued.writeEncryptedKey(directory.resolve("key.pem"), "pass word");
    Files.writeString(directory.resolve("password"), "pass word\n");
    Files.writeString(
        directory.resolve(".curlrc"), "write-out = \"\\n%{http_code}\"\ncacert = \"" + ca + "\"\n");
    try (GatewayProcess sandbox = sandbox(", tls_key_password_file: password")) {
      sandbox.awaitLog(ALL_CURL_LINES);
      sandbox.awaitLog(Pattern.compile("Connected to the XMPP server"));
      List<String> lines =
          CURL_LINE.matcher(sandbox.printed()).results().map(line -> line.group(1)).toList();
      assertThat(lines).hasSize(4).allMatch(line -> line.contains(" https://127.0.0.1:"));
      Map<String, String> home = Map.of("HOME", directory.toString());
      for (String line : lines) {
        assertThat(ChildProcess.run(Duration.ofSeconds(30), home, List.of("sh", "-c", line)))
            .as(line)
            .matches("(?s).*\\n(200|202)");
      }
    }
  }

  @Test
  void javasClientTalksToAnEcKeyOfTheOlderForm() throws Exception {
    Issued issued = authority.issue("127.0.0.1");
    issued.writeChain(directory.resolve("cert.pem"));
    issued.writeOlderKey(directory.resolve("key.pem"));
    HttpClient client = HttpClient.newBuilder().sslContext(authority.trusted().context()).build();
    try (GatewayProcess sandbox = sandbox("")) {
      sandbox.awaitListening();
      URI base = sandbox.base();
      HttpRequest request = HttpRequest.newBuilder(base.resolve("/healthz")).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(base.getScheme()).isEqualTo("https");
      assertThat(answer.statusCode()).isEqualTo(200);
      sandbox.terminate();
      assertThat(sandbox.awaitExit()).isZero();
    }
  }
}
