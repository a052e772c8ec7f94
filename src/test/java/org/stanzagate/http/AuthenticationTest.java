package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.ServerUnderTest.TOKEN;
import static org.stanzagate.http.ServerUnderTest.TOKENS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.config.Secret;
import org.stanzagate.config.TokenHash;
import org.stanzagate.config.Tokens;

class AuthenticationTest {
  private static final String MESSAGE = "<message to='a@example.org'/>";

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

  private RawClient.Answer postWith(String headers) throws IOException {
    return post(client, headers);
  }

  private static RawClient.Answer post(RawClient client, String headers) throws IOException {
    return client
        .send(
            "POST /rest HTTP/1.1\nHost: localhost\nContent-Type: application/xmpp+xml\n"
                + headers
                + "Content-Length: "
                + MESSAGE.length()
                + "\n\n"
                + MESSAGE)
        .read();
  }

  private static String basic(String user, String password) {
    return Base64.getEncoder()
        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER", "Bearer  "})
  void aTokenIsTakenWhateverTheSchemesCase(String scheme) throws IOException {
    assertThat(postWith("Authorization: " + scheme + " " + TOKEN + "\n").status()).isEqualTo(202);
  }

  @Test
  void basicIsTakenWithATokensNameOrTheComponentsLogin() throws IOException {
    assertThat(postWith("Authorization: Basic " + basic("echobot", TOKEN) + "\n").status())
        .isEqualTo(202);
    assertThat(postWith("Authorization: basic " + basic("rest.example", "s3cret") + "\n").status())
        .isEqualTo(202);
  }

  @Test
  void theComponentsLoginCanBeOff() throws IOException {
    try (ServerUnderTest without =
            new ServerUnderTest(new AuthConfig(false, false, TOKENS.tokens()));
        RawClient other = without.client()) {
      String login = "Authorization: Basic " + basic("rest.example", "s3cret") + "\n";
      assertThat(post(other, login).status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization:\n",
        "Authorization: Bearer\n",
        "Authorization: Bearer wrong\n",
        "Authorization: Bearer s3cret\n",
        "Authorization: Bearer dmVyeSBzZWNyZXQ dmVyeSBzZWNyZXQ\n",
        "Authorization: Bearer dmVyeSBzZWNyZXQ\nAuthorization: Bearer dmVyeSBzZWNyZXQ\n",
        "Authorization: dmVyeSBzZWNyZXQ\n",
        "Authorization: Basic ???\n",
        "Authorization: Basic ZWNob2JvdA==\n",
        "Authorization: Basic Og==\n",
        "Authorization: Digest dmVyeSBzZWNyZXQ\n",
      })
  void noneOrWrongCredentialsAre401(String headers) throws IOException {
    var answer = postWith(headers);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"rest.example/rest\", Basic realm=\"rest.example/rest\"");
    assertThat(answer.body()).contains("<not-authorized");
    assertThat(server.component.sent).isEmpty();
    assertThat(postWith("Authorization: Bearer " + TOKEN + "\n").status())
        .as("the connection goes on")
        .isEqualTo(202);
  }

  @Test
  void theRightTokenUnderAnothersNameIs401() throws IOException {
    assertThat(postWith("Authorization: Basic " + basic("other", TOKEN) + "\n").status())
        .isEqualTo(401);
    assertThat(postWith("Authorization: Basic " + basic("rest.example", TOKEN) + "\n").status())
        .isEqualTo(401);
  }

  @Test
  void theHashOfATokenIsNoToken() throws IOException {
    String hash = TokenHash.of(TOKEN).text();

    assertThat(postWith("Authorization: Bearer " + hash + "\n").status()).isEqualTo(401);
    assertThat(postWith("Authorization: Bearer " + hash.substring(7) + "\n").status())
        .isEqualTo(401);
    assertThat(postWith("Authorization: Basic " + basic("echobot", hash) + "\n").status())
        .isEqualTo(401);
  }

  @Test
  void aTokenEndsAtItsTimeAsIfThereWereNone() throws IOException {
    Instant end = Instant.parse("2026-11-22T10:00:05Z");
    AuthConfig auth =
        Tokens.auth(
            Tokens.token("old", TOKEN).expires(end), Tokens.token("new", "c2Vjb25kIHRva2VuCg=="));
    try (ServerUnderTest other = new ServerUnderTest(auth);
        RawClient stranger = other.client()) {
      String bearer = "Authorization: Bearer " + TOKEN + "\n";
      String asBasic = "Authorization: Basic " + basic("old", TOKEN) + "\n";
      other.clock.pass(Duration.ofMillis(4999));
      assertThat(post(stranger, bearer).status()).isEqualTo(202);
      assertThat(post(stranger, asBasic).status()).isEqualTo(202);

      other.clock.pass(Duration.ofMillis(1));
      var refused = post(stranger, bearer);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body())
          .as("it tells no more than to those who only guess")
          .isEqualTo(post(stranger, "Authorization: Bearer wrong\n").body());
      assertThat(post(stranger, asBasic).status()).isEqualTo(401);
      assertThat(post(stranger, "Authorization: Bearer c2Vjb25kIHRva2VuCg==\n").status())
          .isEqualTo(202);
    }
  }

  @Test
  void aBasicLoginOfAnIpv6AddressIsToldFromOneOfATokens() throws IOException {
    Credentials credentials = credentials("[::1]", new AuthConfig(false, true, TOKENS.tokens()));

    assertThat(credentials.check("Basic " + basic("[::1]", "s3cret")).map(Caller::name))
        .contains("[::1]");
    assertThat(credentials.check("Basic " + basic("echobot", TOKEN)).map(Caller::name))
        .contains("echobot");
    assertThat(credentials.check("Basic " + basic("[", ":1]:s3cret")).map(Caller::name))
        .as("the same bytes")
        .contains("[::1]");
    assertThat(credentials.check("Basic " + basic("", TOKEN))).isEmpty();
    assertThat(
            credentials.check(
                "Basic "
                    + Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8))))
        .as("no colon")
        .isEmpty();
  }

  @Test
  void onlyTheComponentsLoginAndItsOwnTokensAreAdmins() throws IOException {
    Tokens admin = Tokens.token("root", "c2Vjb25kIHRva2VuCg==");
    AuthConfig auth =
        new AuthConfig(
            false,
            true,
            List.of(
                Tokens.token("echobot", TOKEN).build(),
                new Token("root", TokenHash.of(admin.token()), admin.scope(), null, null, true)));
    Credentials credentials = credentials("rest.example", auth);

    assertThat(credentials.check("Bearer " + TOKEN).map(Caller::admin)).contains(false);
    assertThat(credentials.check("Bearer " + admin.token()).map(Caller::admin)).contains(true);
    assertThat(credentials.check("Basic " + basic("rest.example", "s3cret")).map(Caller::admin))
        .contains(true);
  }

  private static Credentials credentials(String domain, AuthConfig auth) {
    return new Credentials(
        auth,
        new ScriptedComponent(domain).domain(),
        new Secret("s3cret"),
        Map.of(),
        Clock.systemUTC());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /rest/nothing",
        "GET /rest",
        "GET /rest/",
        "GET /rest;a=b/x",
        "POST /sandbox/inject"
      })
  void underTheApiNothingIsToldWithoutCredentials(String line) throws IOException {
    assertThat(client.send(line + " HTTP/1.1\nHost: localhost\n\n").read().status()).isEqualTo(401);
  }

  /** Paths are routed as they are written, so this one leads nowhere, with or without. */
  @Test
  void anotherSpellingOfThePathIsNoWayAround() throws IOException {
    String head = " HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n";
    assertThat(client.send("POST /%72est" + head).read().status()).isEqualTo(404);
    assertThat(client.send("GET /rest%2Fping/x" + head).read().status()).isEqualTo(404);
    assertThat(client.send("GET //rest/ping/x" + head).read().status()).isEqualTo(404);
  }

  @Test
  void withoutCredentialsWrongOnesDoNotMatter() throws IOException {
    try (ServerUnderTest anonymous = new ServerUnderTest(ServerUnderTest.ANONYMOUS);
        RawClient other = anonymous.client()) {
      assertThat(post(other, "").status()).isEqualTo(202);
      assertThat(post(other, "Authorization: Bearer wrong\n").status()).isEqualTo(202);
    }
  }
}
