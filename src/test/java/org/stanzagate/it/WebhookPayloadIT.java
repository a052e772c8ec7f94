package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.stanzagate.Main;
import org.xmlunit.assertj3.XmlAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a webhook is sent: the stanza as it came, and headers that say who sends it. */
@OnWebhookBench
class WebhookPayloadIT {
  private static final String NEW_KEY = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3";
  private static final String OLD_KEY = "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk";

  private final WebhookBench bench =
      WebhookBench.startWith(
          """
          callbacks:
            - url: '@WEBHOOK@/json'
              to: [ json@gw.localhost ]
              content_type: application/json
            - url: '@WEBHOOK@/signed?tenant=7'
              to: [ signed@gw.localhost ]
              secret: [ whsec_%s, whsec_%s ]
              headers: { X-Api-Key: abc, Authorization: Bearer t0ken }
            - url: '@WEBHOOK@/xml'
          """
              .formatted(NEW_KEY, OLD_KEY));

  @AfterAll
  void stop() {
    bench.close();
  }

  private WebhookRequest message(String bot, String content) throws Exception {
    String id = WebhookBench.newId();
    bench.send(
        "<message from='%s' to='%s@gw.localhost' type='chat' id='%s' xml:lang='de'>%s</message>"
            .formatted(WebhookBench.somebody(), bot, id, content));
    return bench.webhook().post(id);
  }

  @Test
  void aStanzaIsSentAsXmlAsItCame() throws Exception {
    String from = WebhookBench.somebody();
    String sent =
        """
        <message from='%s' to='bot@gw.localhost/night' type='chat' id='as-it-came' xml:lang='de'>\
        <body>Gr\u00fc\u00dfe &lt;b&gt; &amp;amp; ]]&gt; \ud83c\udf39</body><body xml:lang='en'>Hello</body>\
        <p:note xmlns:p='urn:example:note' p:tone='soft'>one <p:b>two</p:b> three\
        <x xmlns='urn:example:other'> <y/> four </x></p:note></message>"""
            .formatted(from);
    bench.send(sent);

    WebhookRequest request = bench.webhook().post("as-it-came");

    assertThat(request.line()).isEqualTo("POST /xml HTTP/1.1");
    assertThat(request.text()).startsWith("<message ").endsWith("</message>");
    assertThat(request.text()).doesNotContain("jabber:");
    XmlAssert.assertThat(request.text()).and(sent).areIdentical();
  }

  @Test
  void aStanzaInsideAnotherNamespaceIsOneOfAClient() throws Exception {
    WebhookRequest request =
        message(
            "bot",
            """
            <forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:component:accept' id='inner'>\
            <body>again</body></message></forwarded>""");

    assertThat(request.text()).doesNotContain("jabber:component:accept");
    XmlAssert.assertThat(request.text())
        .withNamespaceContext(java.util.Map.of("f", "urn:xmpp:forward:0", "c", "jabber:client"))
        .hasXPath("/message/f:forwarded/c:message[@id='inner']/c:body[.='again']");
  }

  @Test
  void aStanzaIsSentAsJson() throws Exception {
    WebhookRequest request =
        message(
            "json",
            "<body>\"quoted\" \\ Gr\u00fc\u00dfe \ud83c\udf39</body><u xmlns='urn:u'>v</u>");

    assertThat(request.line()).isEqualTo("POST /json HTTP/1.1");
    assertThat(request.header("Content-Type").orElseThrow()).startsWith("application/json");
    JsonNode stanza = new ObjectMapper().readTree(request.text());
    assertThat(stanza.path("kind").asString()).isEqualTo("message");
    assertThat(stanza.path("type").asString()).isEqualTo("chat");
    assertThat(stanza.path("to").asString()).isEqualTo("json@gw.localhost");
    assertThat(stanza.path("from").asString()).startsWith("user").endsWith("@localhost/lute");
    assertThat(stanza.path("lang").asString()).isEqualTo("de");
    assertThat(stanza.path("body").asString())
        .isEqualTo("\"quoted\" \\ Gr\u00fc\u00dfe \ud83c\udf39");
    assertThat(stanza.path("xml").path(0).asString()).isEqualTo("<u xmlns='urn:u'>v</u>");
  }

  @Test
  void theHeadersSayWhoSendsWhat() throws Exception {
    WebhookRequest request = message("bot", "<body>\u00fc</body>");

    assertThat(request.header("Host")).contains("127.0.0.1:" + bench.webhook().port());
    assertThat(request.header("Content-Type").orElseThrow()).startsWith("application/xmpp+xml");
    assertThat(request.header("Content-Length"))
        .contains(String.valueOf(request.text().getBytes(UTF_8).length));
    assertThat(request.header("Content-Language")).contains("de");
    assertThat(String.join(",", request.headers("Accept")))
        .contains(
            "application/xmpp+xml",
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain");
    assertThat(request.header("User-Agent")).contains("stanzagate/" + version());
    assertThat(request.header("webhook-id").orElseThrow()).matches("msg_[A-Za-z0-9_-]{8,}");
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp(request)));
    assertThat(Duration.between(sent, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
  }

  private static String timestamp(WebhookRequest request) {
    return request.header("webhook-timestamp").orElseThrow();
  }

  private static String version() throws Exception {
    try (InputStream file = Main.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    }
  }

  @Test
  void plainHttpIsSpokenWithNothingElseOffered() throws Exception {
    WebhookRequest request = message("bot", "<body>plain</body>");

    for (String absent :
        List.of(
            "Transfer-Encoding",
            "Upgrade",
            "HTTP2-Settings",
            "Expect",
            "Cookie",
            "Accept-Encoding",
            "webhook-signature",
            "Authorization")) {
      assertThat(request.headers(absent)).as(absent).isEmpty();
    }
    assertThat(String.join(",", request.headers("Connection")))
        .doesNotContainIgnoringCase("upgrade");
  }

  @Test
  void theWebhookIdIsOursAndNeverUsedTwice() throws Exception {
    String from = WebhookBench.somebody();
    String message =
        "<message from='%s' to='bot@gw.localhost' id='msg_same'><body>%d</body></message>";
    for (int i = 0; i < 3; i++) {
      bench.send(message.formatted(from, i));
    }

    List<WebhookRequest> requests =
        bench.webhook().posts().await("three", 3, request -> request.mentions("msg_same"));
    List<String> ids =
        requests.stream().map(request -> request.header("webhook-id").orElseThrow()).toList();
    assertThat(ids)
        .doesNotHaveDuplicates()
        .doesNotContain("msg_same")
        .allMatch(id -> id.startsWith("msg_"));
  }

  @Test
  void eachSecretSignsWhatWasSentByteByByte() throws Exception {
    WebhookRequest request =
        message("signed", "<body>Gr\u00fc\u00dfe \ud83c\udf39\n\t&#13; end</body>");

    String signatures = request.header("webhook-signature").orElseThrow();
    assertThat(signatures.split(" ", -1))
        .containsExactlyInAnyOrder(
            "v1," + signature(NEW_KEY, request), "v1," + signature(OLD_KEY, request));
    assertThat(request.line()).isEqualTo("POST /signed?tenant=7 HTTP/1.1");
  }

  /** As Standard Webhooks has it, written from its specification. */
  private static String signature(String key, WebhookRequest request) throws Exception {
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    String head = request.header("webhook-id").orElseThrow() + "." + timestamp(request) + ".";
    signed.write(head.getBytes(UTF_8));
    signed.write(request.bytes());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
  }

  @Test
  void configuredHeadersAreAdded() throws Exception {
    WebhookRequest request = message("signed", "<body>headers</body>");

    assertThat(request.header("X-Api-Key")).contains("abc");
    assertThat(request.header("Authorization")).contains("Bearer t0ken");
    assertThat(bench.gateway().printed())
        .doesNotContain("t0ken")
        .doesNotContain(NEW_KEY)
        .doesNotContain(OLD_KEY);
  }

  @Test
  void aWebhooksCookiesAreForgotten() throws Exception {
    String from = WebhookBench.somebody();
    bench.answers(request -> WebhookAnswer.status(204, "Set-Cookie: session=1; Path=/"));
    bench.webhook().post(bench.say(from, "one"));

    WebhookRequest second = bench.webhook().post(bench.say(from, "two"));

    assertThat(second.headers("Cookie")).isEmpty();
  }

  @Test
  void iqsAndPresencesAreSentToo() throws Exception {
    String from = WebhookBench.somebody();
    bench.send(
        "<presence from='%s' to='bot@gw.localhost' id='p1'><show>dnd</show></presence>"
            .formatted(from));
    bench.send(
        "<iq from='%s' to='bot@gw.localhost' id='i1' type='set'><q xmlns='urn:example:q'/></iq>"
            .formatted(from));

    assertThat(bench.webhook().post("id='p1'").text()).startsWith("<presence ");
    assertThat(bench.webhook().post("id='i1'").text()).startsWith("<iq ");
    assertThat(Arrays.asList("dnd")).allMatch(bench.webhook().post("id='p1'")::mentions);
  }
}
