package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.stanzagate.xml.Element;

/**
 * The page in a browser. All tests share one, and a gateway, so what they look for has names of
 * their own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ConsoleIT {
  private static final String BOT = "bot@" + RealServer.GATEWAY;
  private static final String CLIENT = StreamServer.CLIENT;
  private static final Duration SHELL = Duration.ofSeconds(20);

  private Browser browser;
  private StreamServer server;
  private ScriptedWebhook webhook;
  private StoreFolder store;
  private GatewayProcess gateway;

  @BeforeAll
  void start() throws Exception {
    browser = Browser.start();
    server = StreamServer.start();
    server.answers(ConsoleIT::version);
    webhook = ScriptedWebhook.start();
    store = StoreFolder.create();
    gateway = GatewayProcess.ready(yaml(server.settings()));
  }

  @AfterAll
  void stop() throws IOException {
    if (browser != null) {
      browser.close();
      gateway.close();
      webhook.close();
      server.close();
      store.close();
    }
  }

  /** Neither the policy nor a script has anything to complain of, whatever was shown. */
  @AfterEach
  void nothingWentWrongInTheBrowser() {
    assertThat(browser.faults()).isEmpty();
  }

  private String yaml(GatewaySettings settings) {
    return settings
        .with(
            """
            callbacks:
              - { name: bots, url: %s, to: [ "%s" ] }
              - { name: pulled, to: [ "pulled@%s" ], pull: tester }
            store: { url: "jdbc:sqlite:%s" }"""
                .formatted(webhook.url(), BOT, RealServer.GATEWAY, store.path().resolve("s.db")))
        .toYaml()
        .replace("auth:\n", "auth:\n  component_login: true\n")
        .replace("name: tester\n", "name: tester\n      admin: true\n");
  }

  private static Optional<String> version(Element asked) {
    return asked.name().equals("iq")
        ? Optional.of(
            "<iq type='result' from='%s' to='%s' id='%s'><query xmlns='jabber:iq:version'><name>Prosody</name></query></iq>"
                .formatted(asked.attribute("to"), asked.attribute("from"), asked.attribute("id")))
        : Optional.empty();
  }

  private void comes(String id, String body) throws IOException {
    server.send(
        "<message from='romeo@example.net/x' to='%s' type='chat' id='%s'><body>%s</body></message>"
            .formatted(BOT, id, body));
  }

  /** The page in a tab of its own, with the right token. */
  private void enter() {
    browser.open(gateway.base() + "/");
    browser.resize(1280, 900, "light");
    logIn(GatewaySettings.TOKEN);
    browser.see("#stream", "Connected to the XMPP server");
  }

  private void logIn(String token) {
    browser.see("#login[open]");
    browser.write("#token", token);
    browser.press(Keys.ENTER);
  }

  private static String bash(String line) {
    return ChildProcess.run(
        SHELL, Map.of("TOKEN", GatewaySettings.TOKEN), List.of("bash", "-c", line));
  }

  @Test
  void aTokenIsAskedForOnceAndAWrongOneIsSaidToBe() {
    browser.open(gateway.base() + "/");
    browser.see("#login-reason", "wants to know");
    logIn("d3Jvbmc");
    browser.see("#login-reason", "doesn't know this token");
    logIn(GatewaySettings.TOKEN);
    browser.see("#stream", "Connected to the XMPP server");

    browser.reload();
    browser.see("#stream", "Connected to the XMPP server");
    assertThat(browser.all("#login")).isEmpty();

    browser.see("#forget").click();
    browser.see("#login-reason", "wants to know");
    assertThat(browser.run("return sessionStorage.length + localStorage.length")).isEqualTo(0L);
    assertThat(browser.run("return document.cookie")).isEqualTo("");
  }

  @Test
  void theComponentsOwnLoginDoesToo() {
    browser.open(gateway.base() + "/");
    browser.see("#by-component summary").click();
    browser.write("#user", RealServer.GATEWAY);
    logIn(RealServer.SECRET);
    browser.see("#stream", "Connected to the XMPP server");
    browser.write("[name=to]", "by-component@example.net");
    browser.see("#submit").click();
    browser.see("#answer-title", "202");
    String line = browser.see("#curl").getText();
    assertThat(line).contains("--user").doesNotContain(RealServer.SECRET);
    assertThat(
            ChildProcess.run(
                SHELL, Map.of("SECRET", RealServer.SECRET), List.of("bash", "-c", line)))
        .contains("HTTP/1.1 202");
  }

  @Test
  void aStanzaAppearsIsFoundAndOpensAsXmlAndAsJson() throws Exception {
    enter();
    comes("seen-1", "Hello &amp; welcome");
    comes("seen-2", "Goodbye");
    browser.see(".row .gist", "Goodbye");
    browser.write("#filter", "WELCOME");
    browser.see("#count", "1 of the last");
    assertThat(browser.all("#stanzas .row")).hasSize(1);
    assertThat(browser.see(".row").getText()).contains("in", "message chat", "→ bots");

    browser.see(".row").click();
    assertThat(browser.see("[data-format=XML]").getText())
        .isEqualTo(
            """
            <message from='romeo@example.net/x' to='%s' type='chat' id='seen-1'>
              <body>Hello &amp; welcome</body>
            </message>"""
                .formatted(BOT));
    assertThat(browser.see("[data-format=JSON]").getText())
        .contains("\n  \"body\": \"Hello & welcome\"");
    browser.see(".row").click();
    browser.awaitNone(".details");

    browser.write("#filter", "");
    browser.choose("#direction", "out");
    browser.awaitNone("[data-direction=in]");
    browser.choose("#direction", "");
    browser.choose("#kind", "presence");
    browser.awaitNone("[data-kind=message]");
  }

  @Test
  void itCanBePausedAndCleared() throws Exception {
    enter();
    comes("early", "early");
    browser.see(".gist", "early");
    browser.see("#pause").click();
    comes("late", "late");
    browser.see("#count", "1 more have passed");
    assertThat(browser.all(".gist")).hasSize(1);
    browser.see("#pause").click();
    browser.see(".gist", "late");
    browser.see("#clear").click();
    browser.see("#no-stanzas");
    assertThat(browser.all("#stanzas li")).isEmpty();
  }

  @Test
  void aMessageIsSentAndTheCurlLineSendsTheSame() {
    enter();
    String body = "It's \"quoted\", $HOME `id` \\ 50% !\n@second line";
    browser.write("[name=to]", "juliet@example.net");
    browser.see("[name=body]");
    browser.run(
        "const b = document.querySelector('[name=body]'); b.value = arguments[0];"
            + "b.dispatchEvent(new Event('input', {bubbles: true}))",
        body);
    browser.see("#submit").click();
    browser.see("#answer-title", "202");
    Element sent = server.received().await("the message", stanza -> isFor(stanza, "juliet"));
    assertThat(sent.element(CLIENT, "body").orElseThrow().text()).isEqualTo(body);
    assertThat(browser.see("#answer-headers").getText())
        .contains("Stanza-Id", String.valueOf(sent.attribute("id")));
    browser.see(".row[aria-expanded] .who", "juliet@example.net");

    String line = browser.see("#curl").getText();
    assertThat(line).contains("\"$TOKEN\"").doesNotContain(GatewaySettings.TOKEN);
    assertThat(bash(line)).contains("HTTP/1.1 202");
    Element again =
        server
            .received()
            .await(
                "the same again",
                stanza ->
                    isFor(stanza, "juliet")
                        && !String.valueOf(sent.attribute("id")).equals(stanza.attribute("id")));
    assertThat(again.element(CLIENT, "body").orElseThrow().text()).isEqualTo(body);
  }

  private static boolean isFor(Element stanza, String user) {
    return String.valueOf(stanza.attribute("to")).startsWith(user + "@");
  }

  @Test
  void anIqIsAskedByFieldsXmlAndJson() {
    enter();
    for (String format : List.of("fields", "xml", "json")) {
      choose("kind", "iq");
      if (format.equals("fields")) {
        choose("format", format);
        browser.write("[name=to]", "example.net");
        browser.choose("[name=query]", "version");
      } else {
        choose("format", format);
      }
      browser.see("#submit").click();
      browser.see("#answer-title", "200");
      assertThat(browser.see("#answer-body").getText()).as(format).contains("Prosody", "\n  ");
      assertThat(bash(browser.see("#curl").getText()))
          .as(format)
          .contains("HTTP/1.1 200")
          .contains("Prosody");
      browser.run("document.getElementById('answer').hidden = true");
    }
    // However soon they came, the answers are above what they answer.
    await()
        .untilAsserted(
            () ->
                assertThat(
                        browser.run(
                            "return [...document.querySelectorAll('#stanzas > li')]"
                                + ".map(row => row.dataset.direction).join(' ')"))
                    .isEqualTo("in out ".repeat(6).strip()));
    choose("format", "json");
    browser.write("[name=raw]", "{\"bdy\": 1}");
    browser.see("#submit").click();
    browser.see("#answer-title", "400");
    browser.see("#answer-body", "bdy");
  }

  private void choose(String name, String value) {
    browser.run(
        "document.querySelector(`[name=${arguments[0]}][value=${arguments[1]}]`).click()",
        name,
        value);
  }

  @Test
  void whatAStrangerSendsIsShownAsText() throws Exception {
    enter();
    String markup = "&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    String name = "x".repeat(5000);
    server.send(
        "<message from='romeo@example.net/&lt;b&gt;%s' to='%s' type='chat' id='hostile'><body>%s \u202Egnp.exe</body><%s xmlns='urn:x'>%s</%s></message>"
            .formatted("y".repeat(900), BOT, markup, name, markup, name));
    WebElement row = browser.see(".row", "<script>alert(1)</script>");
    row.click();
    assertThat(browser.see("[data-format=JSON]").getText())
        .contains("<img src=x onerror=alert(1)>");
    String xml = browser.see("[data-format=XML]").getText();
    assertThat(xml.contains("&lt;script&gt;") && xml.contains("<" + name + " ")).isTrue();
    assertThat(browser.run("return document.querySelectorAll('main img, main script').length"))
        .isEqualTo(0L);
    browser.resize(360, 800, "light");
    assertFits(360);
  }

  private void assertFits(long width) {
    assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
  }

  @Test
  void allCanBeDoneWithTheKeyboard() throws Exception {
    enter();
    comes("key-1", "first");
    comes("key-2", "second");
    browser.see(".gist", "second");
    browser.press("?");
    browser.see("#keys[open]");
    browser.press(Keys.ESCAPE);
    browser.awaitNone("#keys");

    browser.press("/");
    assertThat(browser.focused().getAttribute("id")).isEqualTo("filter");
    browser.press("key-", Keys.ESCAPE);
    browser.see("#filter").sendKeys(Keys.TAB, Keys.NULL);
    browser.press(Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB);
    assertThat(browser.focused().getText()).contains("second");
    assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.press(Keys.ARROW_DOWN, Keys.ENTER);
    assertThat(browser.focused().getText()).contains("first");
    browser.see("[data-format=XML]", "key-1");

    browser.press("p");
    assertThat(browser.see("#pause").getAttribute("aria-pressed")).isEqualTo("true");
    browser.press("p", "n");
    browser.press("keyboard@example.net", Keys.ENTER);
    browser.see("#answer-title", "202");
    assertThat(server.received().await("it", stanza -> isFor(stanza, "keyboard"))).isNotNull();
  }

  @Test
  void callbacksAreShownAndCanBeTested() throws Exception {
    enter();
    comes("for-a-callback", "x");
    WebElement bots = browser.see("[data-name=bots]", "Fine");
    assertThat(bots.getText()).contains("Queue\nempty", "Last success");
    browser.see("[data-name=bots] button[aria-label^=Test]").click();
    browser.see("[data-name=bots]", "Answered 204 in");
    assertThat(browser.see("[data-name=pulled]").getText()).contains("pull");
    assertThat(browser.all("[data-name=pulled] button")).isEmpty();
  }

  @Test
  void itReadsWellInBothThemesAndAtBothWidths() throws Exception {
    enter();
    comes("look-1", "O Romeo, Romeo! wherefore art thou Romeo?");
    server.send(
        "<presence from='juliet@example.net/balcony' to='%s'><show>away</show><status>on the balcony</status></presence>"
            .formatted(BOT));
    choose("kind", "iq");
    browser.write("[name=to]", "example.net");
    browser.choose("[name=query]", "version");
    browser.see("#submit").click();
    browser.see("#answer-title", "200");
    browser.see(".row", "Romeo").click();
    for (String theme : List.of("light", "dark")) {
      for (int width : List.of(1280, 360)) {
        browser.resize(width, width == 360 ? 1600 : 900, theme);
        browser.picture("page-" + width + "-" + theme);
        assertFits(width);
        assertThat(faint()).as("%s at %d", theme, width).isEmpty();
      }
    }
  }

  /** Text that is too faint for many (WCAG 2.2, 1.4.3). */
  private List<?> faint() {
    return (List<?>)
        browser.run(
            """
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const parts = colour => colour.match(/[\\d.]+/g).map(Number);
            const back = e => {
              const colour = parts(getComputedStyle(e).backgroundColor);
              return colour.length === 4 && colour[3] === 0 ? back(e.parentElement) : colour;
            };
            return [...document.querySelectorAll('body *')]
                .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .map(e => {
                  const [a, b] = [light(parts(getComputedStyle(e).color)), light(back(e))];
                  return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className + ' ' + e.textContent.slice(0, 40)];
                })
                .filter(([ratio]) => ratio < 4.5).map(String);
            """);
  }

  @Test
  void itComesBackByItselfWhenTheGatewayDoes() throws Exception {
    enter();
    comes("before", "still here");
    browser.see(".gist", "still here");
    int port = gateway.base().getPort();
    gateway.close();
    browser.see("#notice", "Trying again in");
    assertThat(browser.see("#stream").getText()).contains("No connection to the gateway");
    browser.faults();
    gateway = GatewayProcess.ready(yaml(server.settings().withListen("127.0.0.1:" + port)));
    browser.see("#stream", "Connected to the XMPP server");
    browser.awaitNone("#notice");
    comes("after", "back again");
    browser.see(".gist", "back again");
    browser.see(".lost", "out of reach here");
    browser.faults();
  }

  @Test
  void theApiIsShownAndTriedWithTheTokenOfTheTab() {
    enter();
    browser.go(gateway.base() + "/docs");
    browser.see(".opblock-summary", "/rest/callbacks").click();
    browser.see(".opblock.is-open .try-out__btn").click();
    browser.see(".opblock.is-open .execute").click();
    browser.see(".opblock.is-open .live-responses-table .response-col_status", "200");
    browser.see(".opblock.is-open .live-responses-table .response-col_description", "pulled");
    browser.resize(1280, 900, "dark");
    browser.picture("docs-1280-dark");
    browser.resize(360, 900, "light");
    browser.picture("docs-360-light");
    assertFits(360);
  }
}
