package org.stanzagate.it;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackConfiguration.UnknownIqRequestReplyMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.jivesoftware.smackx.muc.MultiUserChatManager;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;

/** A person with an ordinary client: Smack, logged in over plain TCP. */
final class XmppUser implements AutoCloseable {
  private static final Duration ARRIVAL = Duration.ofSeconds(20);

  static {
    // Woodstox calls the default namespace's prefix "", which Smack asserts that no parser does.
    XmppUser.class
        .getClassLoader()
        .setPackageAssertionStatus("org.jivesoftware.smack.parsing", false);
  }

  private final WireTap wire = new WireTap();
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final XMPPTCPConnection connection;

  private XmppUser(RealServer server, String name, String resource) throws IOException {
    connection =
        new XMPPTCPConnection(
            XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(RealServer.DOMAIN)
                .setHost("127.0.0.1")
                .setPort(server.clientPort())
                .setSecurityMode(SecurityMode.disabled)
                .setSocketFactory(wire)
                .setUsernameAndPassword(name, RealServer.PASSWORD)
                .setResource(resource)
                .build());
    connection.addStanzaListener(
        stanza -> messages.add((Message) stanza), StanzaTypeFilter.MESSAGE);
    // An iq in a namespace that no module here knows is swallowed.
    connection.setUnknownIqRequestReplyMode(UnknownIqRequestReplyMode.doNotReply);
  }

  static XmppUser login(RealServer server, String name) throws Exception {
    return login(server, name, "smack");
  }

  /** Logs in, and is available. */
  static XmppUser login(RealServer server, String name, String resource) throws Exception {
    XmppUser user = new XmppUser(server, name, resource);
    user.connection.connect();
    user.connection.login();
    // The server tells us of our own presence once it counts.
    user.awaitOnTheWire(Pattern.compile("<presence [^>]*\\bfrom=['\"]" + user.jid() + "['\"]"));
    return user;
  }

  XMPPTCPConnection connection() {
    return connection;
  }

  /** The full JID. */
  String jid() {
    return connection.getUser().toString();
  }

  void send(Stanza stanza) throws SmackException.NotConnectedException, InterruptedException {
    connection.sendStanza(stanza);
  }

  /** Sends a chat message; gives its id. */
  String say(String to, String body) throws Exception {
    Message message =
        connection
            .getStanzaFactory()
            .buildMessageStanza()
            .to(JidCreate.from(to))
            .ofType(Message.Type.chat)
            .setBody(body)
            .build();
    send(message);
    return message.getStanzaId();
  }

  /** The messages received so far. */
  List<Message> messages() {
    return messages;
  }

  /** Waits for the message with that id. */
  Message message(String id) {
    return Awaitility.await("message " + id + " arrives")
        .atMost(ARRIVAL)
        .until(() -> find(id), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Message> find(String id) {
    return messages.stream().filter(message -> id.equals(message.getStanzaId())).findFirst();
  }

  /** The message with that id, as it came over the wire. */
  String messageOnTheWire(String id) {
    message(id);
    Pattern message = Pattern.compile("(?s)<message [^>]*\\bid=['\"]" + id + "['\"].*?</message>");
    Matcher found = message.matcher(wire.received());
    if (!found.find()) {
      throw new IllegalStateException(id + " is not in " + wire.received());
    }
    return found.group();
  }

  /** All that has come over the wire. */
  String onTheWire() {
    return wire.received();
  }

  /** Waits until that has come over the wire. */
  void awaitOnTheWire(Pattern pattern) {
    Awaitility.await(pattern + " arrives")
        .atMost(ARRIVAL)
        .until(() -> pattern.matcher(wire.received()).find());
  }

  /** Enters a room, which is made if it isn't there. */
  MultiUserChat enter(String room) throws Exception {
    MultiUserChat chat =
        MultiUserChatManager.getInstanceFor(connection)
            .getMultiUserChat(JidCreate.entityBareFrom(room));
    MultiUserChat.MucCreateConfigFormHandle created =
        chat.createOrJoin(Resourcepart.from(connection.getUser().getLocalpart().toString()));
    if (created != null) {
      created.makeInstant();
    }
    return chat;
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
