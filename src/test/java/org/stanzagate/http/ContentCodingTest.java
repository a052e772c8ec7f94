package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.stanza.Stanza;

/** Bodies and answers in gzip, and the limits that hold for what is in them. */
@Timeout(30)
class ContentCodingTest {
  private static final String MESSAGE = "<message to='a@example.org'><body>%s</body></message>";

  private final HttpClient client = HttpClient.newHttpClient();
  private ServerUnderTest server;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.server.address().getPort() + path))
        .header("Authorization", "Bearer " + ServerUnderTest.TOKEN);
  }

  private HttpResponse<byte[]> post(byte[] body, String coding) throws Exception {
    return client.send(
        to("/rest")
            .header("Content-Type", "application/xmpp+xml")
            .header("Content-Encoding", coding)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
  void aBodyInGzipIsSentAsItWouldBeWithout(String coding) throws Exception {
    String body = "ä".repeat(20_000);
    assertThat(post(gzip(MESSAGE.formatted(body)), coding).statusCode()).isEqualTo(202);
    Stanza sent = server.component.sent.take();
    assertThat(sent.element().elements().get(0).text()).isEqualTo(body);
  }

  @Test
  void whatGrowsBeyondMaxBodyIs413() throws Exception {
    byte[] bomb = gzip(MESSAGE.formatted("x".repeat(20_000_000)));
    assertThat(bomb).hasSizeLessThan(ServerUnderTest.MAX_BODY);
    HttpResponse<byte[]> answer = post(bomb, "gzip");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(new String(answer.body(), UTF_8)).contains("http.max_body");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void whatIsNoGzipIs400AndSaysWhy() throws Exception {
    byte[] whole = gzip(MESSAGE.formatted("hello"));
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    for (byte[] body :
        new byte[][] {
          {}, "<message/>".getBytes(UTF_8), Arrays.copyOf(whole, whole.length - 1), longer
        }) {
      HttpResponse<byte[]> answer = post(body, "gzip");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(new String(answer.body(), UTF_8)).contains("not the gzip that Content-Encoding");
    }
    assertThat(server.component.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "identity, gzip", "gzip;q=1", ""})
  void anyOtherCodingIs415AndTheAnswerSaysWhich(String coding) throws Exception {
    HttpResponse<byte[]> answer = post(gzip(MESSAGE.formatted("hello")), coding);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                        | true",
        "deflate, GZip;Q=0.5, br     | true",
        "x-gzip                      | true",
        "*                           | true",
        "identity;q=0.5, *;q=0.1     | false",
        "gzip;q=0.4, identity;q=0.5  | false",
        "gzip;q=0.5, identity;q=0.5  | true",
        "gzip;q=0.5, *               | false",
        "gzip;q=0                    | false",
        "gzip;q=0, *                 | false",
        "gzip;q=2                    | false",
        "gzip;q=x                    | false",
        "*;q=0                       | false",
        "br                          | false",
        "identity                    | false",
        "''                          | false",
        ",,;,                        | false"
      })
  void anAnswerIsCompressedForThoseWhoPreferThat(String accept, boolean compressed)
      throws Exception {
    HttpResponse<byte[]> plain = get("/openapi.json", "");
    HttpResponse<byte[]> answer = get("/openapi.json", accept);
    assertThat(answer.headers().allValues("Content-Encoding").contains("gzip"))
        .isEqualTo(compressed);
    assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
    byte[] body =
        compressed
            ? new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes()
            : answer.body();
    assertThat(body).isEqualTo(plain.body());
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(plain.headers().allValues("Vary")).contains("Accept-Encoding");
  }

  @Test
  void aSmallAnswerIsNeverCompressed() throws Exception {
    HttpResponse<byte[]> answer = get("/healthz", "gzip");
    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(answer.body()).isEqualTo("ok\n".getBytes(UTF_8));
  }

  @Test
  void headSaysWhatGetWould() throws Exception {
    HttpResponse<byte[]> get = get("/openapi.json", "gzip");
    HttpResponse<byte[]> head =
        client.send(
            to("/openapi.json")
                .header("Accept-Encoding", "gzip")
                .method("HEAD", BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(head.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(get.headers().firstValue("Content-Length"));
  }

  @Test
  void noAnswerNamesTheServerOrItsVersion() throws Exception {
    assertThat(get("/healthz", "").headers().map()).doesNotContainKeys("server", "x-powered-by");
    assertThat(get("/nowhere", "").headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  private HttpResponse<byte[]> get(String path, String acceptEncoding) throws Exception {
    HttpRequest.Builder request = to(path);
    if (!acceptEncoding.isEmpty()) {
      request.header("Accept-Encoding", acceptEncoding);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
