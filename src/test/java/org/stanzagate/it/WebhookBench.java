package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.it.StreamServer.xml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stanzagate.xml.Element;
import org.xmlunit.assertj3.XmlAssert;

/**
 * A gateway between a stand-in for an XMPP server and a scripted webhook. The tests of a class
 * share one; each takes users of its own, whose conversations are nobody else's.
 */
final class WebhookBench implements AutoCloseable {
  /** Marks what is sent only to know that all before it is done. */
  private static final String BARRIER = "barrier-";

  private static final Pattern BARRIER_NAME = Pattern.compile(BARRIER + "\\d+");

  static final String BOT = "bot@" + RealServer.GATEWAY;
  private static final Map<String, String> PREFIXES =
      Map.of(
          "e", "urn:ietf:params:xml:ns:xmpp-stanzas",
          "q", "urn:example:q",
          "r", "urn:xmpp:receipts");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final StreamServer server;
  private final ScriptedWebhook webhook;
  private final GatewayProcess gateway;

  private WebhookBench(StreamServer server, ScriptedWebhook webhook, GatewayProcess gateway) {
    this.server = server;
    this.webhook = webhook;
    this.gateway = gateway;
    answers(request -> WebhookAnswer.status(204));
  }

  /**
   * Starts all three.
   *
   * @param callback further keys of the one callback, in one line
   */
  static WebhookBench start(String callback) {
    return startWith(
        "callback: { url: '@WEBHOOK@/stanzas'%s }"
            .formatted(callback.isEmpty() ? "" : ", " + callback));
  }

  /**
   * Starts all three.
   *
   * @param yaml of callbacks, in which {@code @WEBHOOK@} is the webhook's URL without a path
   */
  static WebhookBench startWith(String yaml) {
    try {
      return start(ScriptedWebhook.start(), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the other two; the webhook knows already how to answer. */
  static WebhookBench start(ScriptedWebhook webhook, String yaml) throws IOException {
    StreamServer server = StreamServer.start();
    GatewayProcess gateway =
        GatewayProcess.ready(server.settings().with(yaml.replace("@WEBHOOK@", webhook.url())));
    return new WebhookBench(server, webhook, gateway);
  }

  StreamServer server() {
    return server;
  }

  ScriptedWebhook webhook() {
    return webhook;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  /** The full JID of somebody whom no other test knows. */
  static String somebody() {
    return "user%d@localhost/lute".formatted(NUMBER.incrementAndGet());
  }

  /** An id that no other stanza has. */
  static String newId() {
    return "id-" + NUMBER.incrementAndGet() + "-";
  }

  /** How the webhook answers from now on. */
  void answers(ScriptedWebhook.Script script) {
    webhook.answers(request -> isBarrier(request) ? passed(request) : script.answer(request));
  }

  private static boolean isBarrier(WebhookRequest request) {
    return request.mentions(BARRIER);
  }

  private static WebhookAnswer passed(WebhookRequest request) {
    Matcher name = BARRIER_NAME.matcher(request.text());
    return name.find() && !request.mentions("urn:example:barrier")
        ? WebhookAnswer.text(name.group())
        : WebhookAnswer.status(204);
  }

  /** As the value of an attribute. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
  }

  /** A stanza that the gateway has sent. */
  static XmlAssert assertXml(String stanza) {
    return XmlAssert.assertThat(stanza).withNamespaceContext(PREFIXES);
  }

  /** Exactly one stanza, an error of that type and condition. */
  static void assertRefused(List<String> sent, String type, String condition) {
    assertThat(sent).hasSize(1);
    assertXml(sent.get(0))
        .hasXPath("/*[@type='error']/error[@type='%s']/e:%s".formatted(type, condition));
  }

  void send(String xml) throws IOException {
    server.send(xml);
  }

  /** Somebody says something to the bot; gives the message's id. */
  String say(String from, String body) throws IOException {
    String id = newId();
    send(
        "<message from='%s' to='%s' type='chat' id='%s'><body>%s</body></message>"
            .formatted(from, BOT, id, body));
    return id;
  }

  /** Somebody asks the bot something; gives the iq's id. */
  String ask(String from) throws IOException {
    String id = newId();
    send(
        "<iq from='%s' to='%s' type='get' id='%s'><q xmlns='urn:example:q'/></iq>"
            .formatted(from, BOT, id));
    return id;
  }

  /** Waits for the stanza to somebody that has that id. */
  Element reply(String to, String id) {
    return server
        .received()
        .await(
            "a stanza %s to %s".formatted(id, to),
            stanza -> isTo(stanza, to) && id.equals(stanza.attribute("id")));
  }

  /** Waits for a stanza to somebody. */
  Element toUser(String to, Predicate<Element> wanted) {
    return server
        .received()
        .await("a stanza to " + to, stanza -> isTo(stanza, to) && wanted.test(stanza));
  }

  /** All that somebody got from the bot, once all is done that he sent to the bot so far. */
  List<String> allTo(String user) throws IOException {
    return allTo(user, BOT);
  }

  List<String> allTo(String user, String bot) throws IOException {
    return allTo(user, user, bot);
  }

  /**
   * All that somebody got, once all is done that was sent so far in a conversation.
   *
   * @param user who got it
   * @param other who takes part in the conversation with the bot
   */
  List<String> allTo(String user, String other, String bot) throws IOException {
    String barrier = BARRIER + NUMBER.incrementAndGet();
    send(
        "<message from='%s' to='%s' type='chat' id='%s'><body>%s</body></message><iq from='%s' to='%s' type='get' id='%s'><q xmlns='urn:example:barrier'/></iq>"
            .formatted(other, bot, barrier, barrier, other, bot, barrier));
    toUser(other, stanza -> stanza.name().equals("iq") && xml(stanza).contains(barrier));
    toUser(other, stanza -> stanza.name().equals("message") && xml(stanza).contains(barrier));
    return server.received().all(stanza -> isTo(stanza, user)).stream()
        .map(StreamServer::xml)
        .filter(xml -> !xml.contains(BARRIER))
        .toList();
  }

  private static boolean isTo(Element stanza, String user) {
    return user.equals(stanza.attribute("to"));
  }

  @Override
  public void close() {
    gateway.close();
    try {
      webhook.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
